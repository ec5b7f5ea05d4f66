import { describe, expect, it } from 'vitest';
import { PreferringTurns, type Turn } from './preferring-turns.ts';

/** One at a time, three may wait; a job ends when it is told to. */
function ground(maxWaiting = 3) {
  const turns = new PreferringTurns(
    { maxRunning: 1, maxWaiting, maxWaitingOfOneSource: 5 },
    () => new Error('full'),
  );
  const begun: string[] = [];
  const refused: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (name: string, turn: Turn) =>
    turns
      .take(turn, () => {
        begun.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
      })
      .catch((refusal: Error) => void refused.push(`${name}: ${refusal.message}`));
  const endOne = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ask, begun, refused, endOne };
}

describe('turns', () => {
  it('go round among the sources, however many one of them asks for', async () => {
    const { ask, begun, endOne } = ground(10);
    for (const name of ['a1', 'a2', 'a3', 'a4']) void ask(name, { source: 'a' });
    for (const name of ['b1', 'b2']) void ask(name, { source: 'b' });
    for (let count = 0; count < 6; count += 1) await endOne();
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
  });

  it('that are too many are refused to whoever has the most', async () => {
    const { ask, begun, refused, endOne } = ground();
    for (const name of ['a1', 'a2', 'a3', 'a4']) void ask(name, { source: 'a' });
    void ask('b1', { source: 'b' });
    void ask('a5', { source: 'a' });
    for (let count = 0; count < 5; count += 1) await endOne();
    expect(refused).toEqual(['a4: full', 'a5: full']);
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('are given first to the preferred, who are the last to be refused', async () => {
    const { ask, begun, refused, endOne } = ground();
    for (const source of ['a', 'b', 'c', 'd']) void ask(source, { source });
    void ask('owner', { source: 'e', isPreferred: true });
    for (let count = 0; count < 5; count += 1) await endOne();
    expect(refused).toEqual(['d: full']);
    expect(begun).toEqual(['a', 'owner', 'b', 'c']);
  });

  it('go on after a job that failed', async () => {
    const turns = new PreferringTurns(
      { maxRunning: 1, maxWaiting: 1, maxWaitingOfOneSource: 1 },
      () => new Error('full'),
    );
    const failing = turns.take({ source: 'a' }, () => Promise.reject(new Error('broken')));
    const next = turns.take({ source: 'a' }, async () => 'done');
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('done');
  });
});
