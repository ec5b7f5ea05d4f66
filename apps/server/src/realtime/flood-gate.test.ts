import { describe, expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { FloodGate } from './flood-gate.ts';

const gate = (limits: string) => new FloodGate(loadConfig({ NODE_ENV: 'test', RATE_LIMITS: limits }));

function judgeMany(flooded: FloodGate, socket: object, count: number, now: number) {
  const verdicts = { pass: 0, refuse: 0, cut: 0 };
  for (let index = 0; index < count; index += 1) verdicts[flooded.judge(socket, now)] += 1;
  return verdicts;
}

describe('a socket that sends without end', () => {
  test('is refused above its share and cut at ten times of it', () => {
    expect(judgeMany(gate('0.1'), {}, 10_005, 0)).toEqual({ pass: 1_000, refuse: 9_000, cut: 5 });
  });

  test('may go on in the next window', () => {
    const flooded = gate('0.1');
    const socket = {};
    judgeMany(flooded, socket, 1_500, 0);
    expect(flooded.judge(socket, 4_999)).toBe('refuse');
    expect(flooded.judge(socket, 5_000)).toBe('pass');
  });

  test('takes nothing from its neighbour', () => {
    const flooded = gate('0.1');
    judgeMany(flooded, {}, 20_000, 0);
    expect(flooded.judge({}, 0)).toBe('pass');
  });

  test('is not counted where limits are off', () => {
    expect(judgeMany(gate('off'), {}, 200_000, 0)).toEqual({ pass: 200_000, refuse: 0, cut: 0 });
  });
});
