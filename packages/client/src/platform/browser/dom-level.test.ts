// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listenToLevel } from '../browser.ts';

/** How far the wave swings, 0–1. */
let swing = 0;
const contexts: FakeAudioContext[] = [];

class FakeAudioContext {
  isClosed = false;
  resumed = 0;

  constructor() {
    contexts.push(this);
  }

  createMediaStreamSource() {
    return { connect: () => {}, disconnect: () => {} };
  }

  createAnalyser() {
    return {
      fftSize: 64,
      getFloatTimeDomainData: (wave: Float32Array) =>
        wave.forEach((_, index) => {
          wave[index] = index % 2 === 0 ? swing : -swing;
        }),
    };
  }

  async resume(): Promise<void> {
    this.resumed += 1;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

const streamOf = (...kinds: string[]) => ({
  id: 's',
  getTracks: () => kinds.map((kind) => ({ id: kind, kind, enabled: true, stop: () => {} })),
});

beforeEach(() => {
  contexts.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal('AudioContext', FakeAudioContext);
  vi.stubGlobal('MediaStream', class {});
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('silence is 0, a voice close by is 1, an ordinary one in between', () => {
  const levels: number[] = [];
  const stop = listenToLevel(streamOf('audio', 'video'), (level) => levels.push(level));
  for (const next of [0, 0.02, 0.9]) {
    swing = next;
    vi.advanceTimersByTime(66);
  }
  stop();
  expect(levels[0]).toBe(0);
  expect(levels[1]).toBeGreaterThan(0.3);
  expect(levels[1]).toBeLessThan(0.8);
  expect(levels[2]).toBe(1);
});

test('after the stop nothing is heard and nothing is left open', () => {
  let heard = 0;
  const stop = listenToLevel(streamOf('audio'), () => {
    heard += 1;
  });
  stop();
  vi.advanceTimersByTime(1_000);
  expect(heard).toBe(0);
  expect(contexts.map(({ isClosed }) => isClosed)).toEqual([true]);
  window.dispatchEvent(new Event('keydown'));
  expect(contexts[0]?.resumed).toBe(0);
});

test('what the browser holds back begins with the first key', () => {
  const stop = listenToLevel(streamOf('audio'), () => {});
  window.dispatchEvent(new Event('keydown'));
  expect(contexts[0]?.resumed).toBe(1);
  stop();
});

test('a stream without sound is silent', () => {
  const levels: number[] = [];
  listenToLevel(streamOf('video'), (level) => levels.push(level))();
  expect(levels).toEqual([0]);
  expect(contexts).toEqual([]);
});
