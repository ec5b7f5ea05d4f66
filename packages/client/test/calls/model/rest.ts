import { ACCOUNTS, type Name, RECORD } from './people.ts';
import type { RuleServer } from './rule-server.ts';

/** What the server answers to a `GET`; `undefined`: there is no such thing. */
export function answerOf(server: RuleServer, name: Name, path: string): unknown {
  const page = { messages: [], calls: [], cursor: '0', hasMore: false };
  if (path === '/auth/me') return ACCOUNTS[name];
  if (path === '/bookings') return [];
  if (path === '/chat/ice-servers') return { iceServers: [], ttl: 3600 };
  if (path === '/chat/calls') return { calls: server.listLogged(), missedCount: 0 };
  if (path === '/chat/conversations') return [inboxEntry()];
  if (path.endsWith('/messages')) return { conversation: RECORD, ...page };
  if (path.endsWith('/changes')) return page;
  return undefined;
}

function inboxEntry(): object {
  const [patient, consultant] = [ACCOUNTS.ada, ACCOUNTS.ben];
  return { ...RECORD, patient, consultant, lastMessage: null, unreadCount: 0, online: true };
}
