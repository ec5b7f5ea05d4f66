import type { CallOutcome } from '../../../src/call/call.ts';
import { NAMES, nameOf, otherThan } from './people.ts';
import { apart, leftOpen, unheard } from './what-they-have.ts';
import type { World } from './world.ts';

const ENDS = ['end', 'decline'] as const;

/** What may never be, at any moment. @returns what is wrong, in words */
export function faultsNow(world: World): string[] {
  const { net, people, server } = world;
  const faults = [...net.faults];
  for (const name of NAMES) {
    const { openPeers, peers, platform, did, faults: own } = people[name];
    faults.push(...own);
    if (openPeers.length > 1) faults.push(`${name} has ${openPeers.length} peer connections at once`);
    if (name === world.story.example) continue;
    const taken = server.calls.filter(({ answeredAt }) => answeredAt !== null).length;
    if (peers.length > taken) faults.push(`${name} has made ${peers.length} peers for ${taken} taken calls`);
    const hasAgreed = did.includes('accept') || did.includes('place');
    if (!hasAgreed && platform.tracks.length > 0) faults.push(`${name} is filmed before having agreed`);
  }
  return faults;
}

/** What must be once nothing is on its way any more. */
export function faultsAtRest(world: World): string[] {
  const { people, server } = world;
  const faults: string[] = [];
  const { live } = server;
  const phases = NAMES.map((name) => people[name].phase).join(' and ');
  if (live?.status === 'active' && !isAsking(world)) {
    if (phases !== 'live and live') faults.push(`the call was taken, but they are ${phases}`);
    for (const name of NAMES) faults.push(...unheard(world, name), ...apart(world, name));
  } else if (live?.status === 'ringing' && !isAsking(world)) {
    const caller = nameOf(live.caller.userId);
    if (people[caller].phase !== 'ringing') faults.push(`it rings, but ${caller} is ${people[caller].phase}`);
    const other = people[otherThan(caller)];
    if (other.phase !== 'incoming') faults.push(`it rings, but the callee is ${other.phase}`);
  }
  if (live === undefined) for (const name of NAMES) faults.push(...leftOpen(world, name));
  faults.push(...misfits(world));
  return faults;
}

/** While somebody looks at the browser's question, they may be behind. */
function isAsking({ people }: World): boolean {
  return NAMES.some((name) => people[name].platform.isAsking);
}

/** Whether what the two are told of the end of a call fits what they did. */
function misfits({ people, server }: World): string[] {
  const faults: string[] = [];
  for (const name of NAMES) {
    const { outcome, did } = people[name];
    if (outcome === undefined) continue;
    const mine = did.some((action) => ENDS.includes(action as never));
    const theirs = people[otherThan(name)].did.some((action) => ENDS.includes(action as never));
    if (!isFitting(outcome, { mine, theirs }))
      faults.push(`${name} is told ${JSON.stringify(outcome)}, with ${JSON.stringify({ mine, theirs })}`);
    if (outcome.kind === 'no-answer' && !server.calls.some(({ status }) => status === 'missed'))
      faults.push(`${name} is told no-answer, but nobody missed the call`);
  }
  return faults;
}

function isFitting({ kind, by }: CallOutcome, { mine, theirs }: { mine: boolean; theirs: boolean }): boolean {
  switch (kind) {
    case 'hung-up':
    case 'declined':
    case 'cancelled':
      return by === 'me' ? mine : theirs;
    case 'missed':
    case 'no-answer':
      return true;
    default:
      return false;
  }
}
