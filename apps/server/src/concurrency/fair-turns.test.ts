import { expect, test } from 'vitest';
import { FairTurns } from './fair-turns.ts';

/** The place of a piece of work is given back right after what follows on it. */
const afterwards = () => new Promise(setImmediate);

const tooMuch = () => new Error('too much');

/** Work that begins by writing its name down and ends when it is told to. */
function ground(options: ConstructorParameters<typeof FairTurns>[0]) {
  const turns = new FairTurns(options);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (key: string, name: string) =>
    turns.run(
      key,
      () => {
        begun.push(name);
        return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
      },
      tooMuch,
    );
  const end = async (asked: Promise<string>, name: string) => {
    ends.get(name)?.();
    await asked;
    await afterwards();
  };
  return { turns, begun, ask, end };
}

test('one key has so much running at once, and another key does not wait for it', async () => {
  const { begun, ask, end } = ground({ atOnce: 10, perKey: 2, waitingPerKey: 5 });
  const a1 = ask('a', 'a1');
  ask('a', 'a2');
  ask('a', 'a3');
  ask('b', 'b1');
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  await end(a1, 'a1');
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
});

test('where all places are taken, keys take turns, however much one of them waits for', async () => {
  const { begun, ask, end } = ground({ atOnce: 1, perKey: 1, waitingPerKey: 5 });
  const asked = ['a1', 'a2', 'a3', 'b1', 'c1'].map((name) => ({ name, work: ask(name.charAt(0), name) }));
  for (let n = 0; n < asked.length; n += 1) {
    const name = begun.at(-1) ?? '';
    const work = asked.find((one) => one.name === name)?.work;
    if (work !== undefined) await end(work, name);
  }
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
});

test('whoever has too much waiting is turned away, and only he', async () => {
  const { ask, begun } = ground({ atOnce: 10, perKey: 1, waitingPerKey: 1 });
  ask('a', 'a1');
  ask('a', 'a2');
  await expect(ask('a', 'a3')).rejects.toThrow('too much');
  ask('b', 'b1');
  expect(begun).toEqual(['a1', 'b1']);
});

test('work that fails gives its place back', async () => {
  const turns = new FairTurns({ atOnce: 1, perKey: 1, waitingPerKey: 1 });
  const failing = turns.run('a', () => Promise.reject(new Error('broken')), tooMuch);
  const next = turns.run('b', async () => 'done', tooMuch);
  await expect(failing).rejects.toThrow('broken');
  await expect(next).resolves.toBe('done');
});

test('nothing is kept of who has nothing to do', async () => {
  const turns = new FairTurns({ atOnce: 1, perKey: 1, waitingPerKey: 1 });
  await turns.run('a', async () => {}, tooMuch);
  await afterwards();
  expect(turns).toMatchObject({ lines: new Map(), running: 0 });
});

test('after heavy work a key rests, and the others go on', async () => {
  const rests: (() => void)[] = [];
  const { begun, ask, end } = ground({
    atOnce: 1,
    perKey: 1,
    waitingPerKey: 5,
    rest: () => new Promise<void>((resolve) => rests.push(resolve)),
  });
  const first = ask('a', 'a1');
  ask('a', 'a2');
  await end(first, 'a1');
  const other = ask('b', 'b1');
  expect(begun).toEqual(['a1', 'b1']);
  await end(other, 'b1');
  rests[0]?.();
  await afterwards();
  expect(begun).toEqual(['a1', 'b1', 'a2']);
});
