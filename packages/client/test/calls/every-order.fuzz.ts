import { describe, expect, test } from 'vitest';
import { walkAll } from './model/walk.ts';
import type { Story } from './model/world.ts';

/** A story takes seconds of one core; the machine may have other work. */
const TIMEOUT_MS = 300_000;

/** Walks through every order of a story, and says how many there are. @returns the ends that there are */
async function endsOf(story: Story): Promise<string[]> {
  const before = process.cpuUsage();
  const { situations, orders, ends } = await walkAll(story);
  const { user, system } = process.cpuUsage(before);
  const seconds = ((user + system) / 1e6).toFixed(1);
  const title = expect.getState().currentTestName?.split(' > ').at(-1);
  process.stdout.write(`  ${title}: ${orders} orders, ${situations} situations, ${seconds} s\n`);
  return [...ends.keys()].sort();
}

const BOTH_LIVE = ['ada live, ben live'];

describe('in whatever order everything arrives,', { timeout: TIMEOUT_MS }, () => {
  test('a call that is accepted connects both', async () => {
    const may = { ada: ['place'], ben: ['accept'] } as const;
    expect(await endsOf({ may, candidatesPerSide: 2 })).toEqual(BOTH_LIVE);
  });

  test('a call that either hangs up at any moment is over for both', async () => {
    const may = { ada: ['place', 'end'], ben: ['accept', 'end'] } as const;
    expect(await endsOf({ may })).toEqual([
      'ada cancelled by me, ben cancelled by other',
      'ada cancelled by me, ben declined by me',
      'ada cancelled by me, ben hung-up by me',
      'ada cancelled by me, ben hung-up by other',
      'ada declined by other, ben declined by me',
      'ada hung-up by me, ben declined by me',
      'ada hung-up by me, ben hung-up by me',
      'ada hung-up by me, ben hung-up by other',
      'ada hung-up by other, ben declined by me',
      'ada hung-up by other, ben hung-up by me',
    ]);
  });

  test('a call that is declined, or cancelled meanwhile, is over for both', async () => {
    const may = { ada: ['place', 'end'], ben: ['decline'] } as const;
    expect(await endsOf({ may })).toEqual([
      'ada cancelled by me, ben cancelled by other',
      'ada cancelled by me, ben declined by me',
      'ada declined by other, ben declined by me',
    ]);
  });

  test('a ring that comes to its end is taken in time, or missed', async () => {
    const may = { ada: ['place'], ben: ['accept'] } as const;
    expect(await endsOf({ may, ringExpires: true })).toEqual([...BOTH_LIVE, 'ada no-answer, ben missed']);
  });

  test('two who call each other at once talk to each other', async () => {
    const may = { ada: ['place'], ben: ['place'] } as const;
    expect(await endsOf({ may })).toEqual([
      'ada incoming, ben ringing',
      ...BOTH_LIVE,
      'ada ringing, ben incoming',
    ]);
  });

  test('two who call each other at once, of whom one hangs up, are both free again', async () => {
    const may = { ada: ['place', 'end'], ben: ['place'] } as const;
    for (const end of await endsOf({ may })) expect(end).not.toMatch(/live|no-answer|refused/);
  });

  test('whoever calls again at once is not held up by the call before', async () => {
    const may = { ada: ['place', 'end', 'place'], ben: [] } as const;
    expect(await endsOf({ may })).toEqual(['ada ringing, ben incoming']);
  });

  test('nobody waits for a question of the browser that is answered late', async () => {
    const may = { ada: ['place', 'allow', 'end'], ben: ['accept', 'allow', 'decline'] } as const;
    expect(await endsOf({ may, asksForMedia: true })).toEqual([
      'ada cancelled by me, ben cancelled by other',
      'ada cancelled by me, ben declined by me',
      'ada cancelled by me, ben hung-up by other',
      'ada cancelled by me, ben none',
      'ada declined by other, ben declined by me',
      'ada hung-up by me, ben hung-up by other',
    ]);
  });

  test('candidates that the server holds back until they can be used connect both', async () => {
    const may = { ada: ['place', 'end'], ben: ['accept'] } as const;
    expect(await endsOf({ may, holdsCandidates: true })).toEqual([
      'ada cancelled by me, ben cancelled by other',
      'ada cancelled by me, ben hung-up by other',
      'ada hung-up by me, ben hung-up by other',
    ]);
  });

  test('candidates that come before the description that they belong to connect both', async () => {
    const may = { ada: ['place'], ben: ['accept'] } as const;
    expect(await endsOf({ may, findsCandidatesEarly: true })).toEqual(BOTH_LIVE);
    expect(await endsOf({ may, findsCandidatesEarly: true, holdsCandidates: true })).toEqual(BOTH_LIVE);
  });

  test('signals that come before it is known by which servers to connect are not lost', async () => {
    const may = { ada: ['place'], ben: ['accept'] } as const;
    expect(await endsOf({ may, slowIceServers: true })).toEqual(BOTH_LIVE);
  });

  test('peers that take their time over each operation connect', async () => {
    const may = { ada: ['place'], ben: ['accept'] } as const;
    expect(await endsOf({ may, slow: /./ })).toEqual(BOTH_LIVE);
  });

  test.each([{ refusesOnClose: false }, { refusesOnClose: true }])(
    'a peer that is closed while it works disturbs nobody (refuses: $refusesOnClose)',
    async ({ refusesOnClose }) => {
      const may = { ada: ['end'], ben: ['camera on'] } as const;
      const story = { begins: 'live', type: 'audio', may, slow: /./, refusesOnClose } as const;
      expect(await endsOf(story)).toEqual(['ada hung-up by me, ben hung-up by other']);
    },
  );

  test('two who turn on their cameras at once see each other', async () => {
    const may = { ada: ['camera on'], ben: ['camera on'] } as const;
    expect(await endsOf({ begins: 'live', type: 'audio', may, slow: /Description/ })).toEqual(BOTH_LIVE);
  });

  test('a camera that is turned on before the two are connected is seen', async () => {
    const may = { ada: ['place'], ben: ['accept', 'camera on'] } as const;
    expect(await endsOf({ type: 'audio', may })).toEqual(BOTH_LIVE);
  });
});

describe("in whatever order everything arrives, with a client like the document's example at one end,", {
  timeout: TIMEOUT_MS,
}, () => {
  test('who is called by it talks to it, and may hang up at any moment', async () => {
    const may = { ada: ['place'], ben: ['accept', 'end'] } as const;
    expect(await endsOf({ example: 'ada', may })).toEqual([
      'ada ended, ben declined by me',
      'ada ended, ben hung-up by me',
    ]);
  });

  test('who calls it talks to it, and may hang up at any moment', async () => {
    const may = { ada: ['place', 'end'], ben: ['accept'] } as const;
    expect(await endsOf({ example: 'ben', may })).toEqual([
      'ada cancelled by me, ben ended',
      'ada hung-up by me, ben ended',
    ]);
  });

  test.each(['ada', 'ben'] as const)('no candidate comes before it can be used (%s)', async (example) => {
    const may = { ada: ['place'], ben: ['accept'] } as const;
    expect(await endsOf({ example, may, findsCandidatesEarly: true })).toEqual(BOTH_LIVE);
  });

  test('two who call each other at once talk to each other', async () => {
    const may = { ada: ['place'], ben: ['place'] } as const;
    expect(await endsOf({ example: 'ada', may })).toEqual([
      'ada incoming, ben ringing',
      ...BOTH_LIVE,
      'ada ringing, ben incoming',
    ]);
  });
});
