import type { DatabaseFacts } from './database-facts.ts';
import { bad, type Finding, good, look } from './finding.ts';

/** Of one node, see the operators' page. */
const CONNECTIONS_OF_A_NODE = 10;
const RIGHTS =
  'Let the account own its database, or: grant create on database <name> to <account>; and, in that database, ' +
  'grant create, usage on schema public to <account>.';

/** What is to be said of a database that the server can use. */
export function judgeDatabase(facts: DatabaseFacts): readonly Finding[] {
  return [
    good(
      `PostgreSQL ${facts.version}, ${facts.encoding}, locale ${facts.locale}, ${facts.megabytes} MB, ` +
        (facts.isEncrypted ? 'over TLS' : 'without TLS'),
    ),
    judgeRights(facts),
    judgeWrites(facts),
    judgeConnections(facts),
    ...(facts.isPooled ? [judgePooler(facts)] : []),
  ];
}

function judgeRights({ mayCreateSchemas, mayCreateTables, foreignTables }: DatabaseFacts): Finding {
  if (!mayCreateSchemas || !mayCreateTables) return bad('its account may not make our tables', RIGHTS);
  if (foreignTables > 0) {
    return bad(
      'some of our tables belong to another account: the next version could not change them',
      'As that account or as a superuser: reassign owned by <other account> to <account>, in this database.',
    );
  }
  return good('its account may make and change our tables');
}

function judgeWrites({ refusesWrites }: DatabaseFacts): Finding {
  if (refusesWrites === undefined) return good('it takes writes');
  if (refusesWrites === '53100') return bad('its disk is full', 'Make room there.');
  if (refusesWrites === '42501') {
    return look('its account may make no temporary table, so writing was not tried', 'None is needed.');
  }
  return bad(`it takes no writes (${refusesWrites})`, 'Its log says why.');
}

function judgeConnections({ freeConnections }: DatabaseFacts): Finding {
  const says = `${freeConnections} connections are free, a node opens up to ${CONNECTIONS_OF_A_NODE}`;
  return freeConnections < CONNECTIONS_OF_A_NODE ? look(says, 'Raise its max_connections.') : good(says);
}

function judgePooler({ hasOwnLimits }: DatabaseFacts): Finding {
  const says = 'a pooler stands between: statements are not prepared';
  if (hasOwnLimits) return good(says);
  return look(
    `${says}, and may last for ever in transaction mode`,
    "alter role <account> set statement_timeout = '3s'; alter role <account> set lock_timeout = '2s'.",
  );
}
