import type { Action } from './party.ts';
import { ACCOUNTS, NAMES, type Name, otherThan } from './people.ts';
import { apart, leftOpen, unheard } from './what-they-have.ts';
import { settle, type World } from './world.ts';

/** One thing that can happen on a rough day. */
export interface Event {
  readonly title: string;
  happen(): Promise<void> | void;
}

const ACTIONS: readonly Action[] = [
  'place',
  'place',
  'accept',
  'accept',
  'camera on',
  'camera off',
  'decline',
  'end',
];

/** Everything that can happen next to the two: what is on its way, what they do, and what goes wrong. */
export function roughEvents(world: World): Event[] {
  const { net } = world;
  const events: Event[] = [];
  const add = (title: string, happen: Event['happen'], weight = 1) => {
    for (let left = weight; left > 0; left -= 1) events.push({ title, happen });
  };
  for (const step of world.options()) add(step, () => world.take(step), 6);
  add('half a second passes', () => world.passTime(500), 4);
  add('three seconds pass', () => world.passTime(3_000), 2);
  add('half a minute passes', () => world.passTime(30_000));
  for (const name of NAMES) {
    for (const action of ACTIONS)
      if (world.people[name].can(action)) add(`${name}: ${action}`, () => world.people[name].act(action));
    add(`${name} loses the server for a moment`, () => world.loseServer(name));
    add(`${name} is cut off from the server`, () => {
      world.wires.cutOff.add(name);
      return world.loseServer(name);
    });
    if (world.wires.cutOff.has(name))
      add(`${name} may reach the server again`, () => void world.wires.cutOff.delete(name), 3);
    add(`${name} reloads the page`, () => world.reload(name, true));
    add(`${name}'s page is reloaded without a last word`, () => world.reload(name, false));
  }
  add('no packet passes between the two', () => net.cut());
  add('who waits for packets gives up', () => net.giveUp());
  add('packets pass again', () => net.heal(), 2);
  add('packets pass again, by another way', () => net.healElsewhere());
  add('who talks to nobody notices', () => net.noticeGone(), 2);
  return events;
}

/** Everything works again, and there is time for all of it to be put right. */
export async function calmDown(world: World): Promise<void> {
  world.wires.cutOff.clear();
  world.net.heal();
  for (let left = 20; left > 0; left -= 1) {
    world.net.heal();
    world.net.noticeGone();
    await world.passTime(5_000);
  }
  await settle();
}

/** Where pages are loaded anew, an answer may find another offer than its own; the recovery puts that right. */
const MENDED = /the m-lines do not match/;

/** What must be after a rough day. */
export function faultsAfterAll(world: World): string[] {
  const { net, people, server } = world;
  const faults = net.faults.filter((fault) => !MENDED.test(fault));
  const { live } = server;
  const phases = NAMES.map((name) => people[name].phase);
  if (live?.status === 'active') {
    const isKnown = phases.some((phase) => phase !== 'none' && phase !== 'ended');
    if (!isKnown && world.hasLostPage) return faults;
    if (phases.join() !== 'live,live') faults.push(`the call goes on, but they are ${phases.join(' and ')}`);
    else for (const name of NAMES) faults.push(...unheard(world, name), ...apart(world, name));
  } else if (live === undefined) for (const name of NAMES) faults.push(...leftOpen(world, name));
  else {
    const caller: Name = live.caller.userId === ACCOUNTS.ada.id ? 'ada' : 'ben';
    const expected = [`${caller} ringing`, `${otherThan(caller)} incoming`];
    for (const state of expected)
      if (!NAMES.some((name, place) => state === `${name} ${phases[place]}`))
        faults.push(`it rings, but they are ${phases.join(' and ')}`);
  }
  return faults;
}
