// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { soon } from '../../testing/soon.ts';
import type { ToneOptions } from '../call-platform.ts';
import { domTones } from './dom-tones.ts';

/** An audio element as browsers have it, of which jsdom has only the outside. */
class FakeAudio {
  static readonly made: FakeAudio[] = [];
  static refuses: string | undefined;
  src = '';
  loop = false;
  volume = 1;
  isPlaying = false;
  speaker: string | undefined;

  constructor() {
    FakeAudio.made.push(this);
  }

  async setSinkId(id: string): Promise<void> {
    if (id === 'gone') throw new DOMException('no such speaker', 'NotFoundError');
    this.speaker = id;
  }

  async play(): Promise<void> {
    if (FakeAudio.refuses !== undefined) throw new DOMException('not now', FakeAudio.refuses);
    this.isPlaying = true;
  }

  pause(): void {
    this.isPlaying = false;
  }

  removeAttribute(): void {
    this.src = '';
  }

  load(): void {}
}

let said: string[];
let options: ToneOptions;

beforeEach(() => {
  FakeAudio.made.length = 0;
  FakeAudio.refuses = undefined;
  vi.stubGlobal('Audio', FakeAudio);
  said = [];
  options = { volume: 0.5, onBlocked: () => said.push('blocked'), onStarted: () => said.push('started') };
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  Reflect.deleteProperty(navigator, 'vibrate');
  Reflect.deleteProperty(navigator, 'userActivation');
});

const element = () => FakeAudio.made.at(-1);
const click = () => window.dispatchEvent(new Event('pointerup'));

test('a tone is played over and over from its file, until it is stopped', async () => {
  const playing = domTones('/sounds').play('ringback', options);
  await soon();
  expect(element()).toMatchObject({ src: '/sounds/ringback.mp3', loop: true, volume: 0.5, isPlaying: true });
  playing.setVolume?.(0.1);
  expect(element()?.volume).toBe(0.1);
  playing.stop();
  expect(element()).toMatchObject({ src: '', isPlaying: false });
  expect(said).toEqual(['started']);
});

test('each tone is played from where its bundler has put it', async () => {
  const sounds = { ringback: '/a1.mp3', incoming: '/b2.mp3', chime: '/c3.mp3' };
  for (const tone of ['ringback', 'incoming', 'chime'] as const) {
    domTones(sounds).play(tone, options);
    await soon();
    expect(element()?.src).toBe(sounds[tone]);
  }
});

test('the chime sounds once, on the chosen speaker', async () => {
  domTones('/sounds').play('chime', { ...options, speakerId: 'kitchen' });
  await soon();
  expect(element()).toMatchObject({ loop: false, speaker: 'kitchen', isPlaying: true });
});

test('without the chosen speaker it sounds on another', async () => {
  domTones('/sounds').play('incoming', { ...options, speakerId: 'gone' });
  await soon();
  expect(element()).toMatchObject({ speaker: undefined, isPlaying: true });
});

test('a forbidden tone begins with the first click that counts', async () => {
  FakeAudio.refuses = 'NotAllowedError';
  domTones('/sounds').play('incoming', options);
  await soon();
  expect(said).toEqual(['blocked']);
  click();
  await soon();
  expect(said).toEqual(['blocked']);
  FakeAudio.refuses = undefined;
  click();
  await soon();
  expect(said).toEqual(['blocked', 'started']);
  click();
  await soon();
  expect(said).toEqual(['blocked', 'started']);
});

test('a forbidden tone that was stopped does not begin with a later click', async () => {
  FakeAudio.refuses = 'NotAllowedError';
  const playing = domTones('/sounds').play('incoming', options);
  await soon();
  playing.stop();
  FakeAudio.refuses = undefined;
  click();
  await soon();
  expect(element()?.isPlaying).toBe(false);
});

test('one that is stopped before it begins is neither blocked nor started', async () => {
  domTones('/sounds').play('incoming', options).stop();
  await soon();
  expect(element()?.isPlaying).toBe(false);
  FakeAudio.refuses = 'AbortError';
  domTones('/sounds').play('incoming', options);
  await soon();
  expect(said).toEqual([]);
});

test('a phone vibrates as long as it rings, once it was touched', async () => {
  const pulses: unknown[] = [];
  Object.defineProperty(navigator, 'vibrate', {
    value: (pattern: unknown) => pulses.push(pattern),
    configurable: true,
  });
  const untouched = domTones('/sounds').play('incoming', options);
  await soon();
  untouched.stop();
  expect(pulses).toEqual([]);
  Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: true }, configurable: true });
  const playing = domTones('/sounds').play('incoming', options);
  await soon();
  expect(pulses).toHaveLength(1);
  playing.stop();
  expect(pulses.at(-1)).toBe(0);
});
