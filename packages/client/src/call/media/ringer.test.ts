import { beforeEach, describe, expect, test } from 'vitest';
import type { Windows } from '../../platform/platform.ts';
import { FakeCallPlatform } from '../../testing/fake-call-platform.ts';
import { soon } from '../../testing/soon.ts';
import { LiveRinger } from './ringer.ts';

/** The windows of one browser: each waits for its turn. */
function makeWindows(): Windows {
  let last: Promise<unknown> = Promise.resolve();
  return {
    post: () => {},
    onNote: () => () => {},
    exclusively: <T>(_: string, action: () => Promise<T>) => {
      const mine = last.then(action);
      last = mine.catch(() => {});
      return mine;
    },
  };
}

interface Tab {
  readonly platform: FakeCallPlatform;
  readonly ringer: LiveRinger;
}

function openTab(windows?: Windows): Tab {
  const platform = new FakeCallPlatform();
  const parts = { platform, speakerId: () => undefined };
  return { platform, ringer: new LiveRinger(windows === undefined ? parts : { ...parts, windows }) };
}

describe('the tones of a call', () => {
  let tab: Tab;
  beforeEach(() => {
    tab = openTab();
  });

  test('a tone sounds until it is stopped', async () => {
    const stop = tab.ringer.ring('ringback');
    await soon();
    expect(tab.platform.tones.playing).toEqual(['ringback']);
    stop();
    expect(tab.platform.tones.wanted).toEqual([]);
  });

  test('a tone that the browser forbids is told until the first click', async () => {
    tab.platform.tones.isForbidden = true;
    const stop = tab.ringer.ring('incoming');
    await soon();
    expect(tab.ringer.isBlocked.get()).toBe(true);
    tab.platform.tones.allow();
    expect(tab.ringer.isBlocked.get()).toBe(false);
    expect(tab.platform.tones.playing).toEqual(['incoming']);
    stop();
  });

  test('a forbidden tone is forgotten with its call', async () => {
    tab.platform.tones.isForbidden = true;
    const stop = tab.ringer.ring('incoming');
    await soon();
    stop();
    expect(tab.ringer.isBlocked.get()).toBe(false);
    expect(tab.platform.tones.wanted).toEqual([]);
  });

  test('a silenced ring stays silent, the next one does not', async () => {
    const stop = tab.ringer.ring('incoming');
    tab.ringer.silence();
    expect(tab.platform.tones.wanted).toEqual([]);
    stop();
    tab.ringer.ring('incoming');
    expect(tab.platform.tones.wanted).toEqual(['incoming']);
  });

  test('the volume is that of all tones, also of one that sounds', () => {
    const volumes: number[] = [];
    const { tones } = tab.platform;
    const play = tones.play.bind(tones);
    tones.play = (tone, how) => {
      volumes.push(how.volume);
      return { ...play(tone, how), setVolume: (volume) => void volumes.push(volume) };
    };
    tab.ringer.ring('ringback');
    tab.ringer.setVolume(0.3);
    tab.ringer.setVolume(7);
    expect(volumes).toEqual([1, 0.3, 1]);
  });

  test('where there are no tones, nothing sounds and nothing fails', () => {
    const platform = new FakeCallPlatform();
    Object.defineProperty(platform, 'tones', { value: undefined });
    const ringer = new LiveRinger({ platform, speakerId: () => undefined });
    ringer.ring('incoming')();
    expect(ringer.isBlocked.get()).toBe(false);
  });
});

describe('several windows of one browser', () => {
  let first: Tab;
  let second: Tab;
  beforeEach(() => {
    const windows = makeWindows();
    first = openTab(windows);
    second = openTab(windows);
  });

  test('one of them rings aloud', async () => {
    const stops = [first.ringer.ring('incoming'), second.ringer.ring('incoming')];
    await soon();
    expect(first.platform.tones.playing).toEqual(['incoming']);
    expect(second.platform.tones.wanted).toEqual([]);
    for (const stop of stops) stop();
    await soon();
    expect(second.platform.tones.wanted).toEqual([]);
  });

  test('a ring that is silenced in one is silent in all', async () => {
    first.ringer.ring('incoming');
    second.ringer.ring('incoming');
    await soon();
    first.ringer.silence();
    await soon();
    expect(second.platform.tones.wanted).toEqual([]);
  });

  test('a ring that is silenced while it waits for its turn does not sound when it has it', async () => {
    const stop = first.ringer.ring('incoming');
    second.ringer.ring('incoming');
    second.ringer.silence();
    await soon();
    stop();
    await soon();
    expect(second.platform.tones.wanted).toEqual([]);
  });

  test('one that is allowed to sound rings in place of one that is not', async () => {
    first.platform.tones.isForbidden = true;
    first.ringer.ring('incoming');
    second.ringer.ring('incoming');
    await soon();
    expect(second.platform.tones.playing).toEqual(['incoming']);
  });

  test('each hears its own call being placed', async () => {
    first.ringer.ring('ringback');
    second.ringer.ring('ringback');
    await soon();
    expect([first, second].map(({ platform }) => platform.tones.playing)).toEqual([
      ['ringback'],
      ['ringback'],
    ]);
  });

  test('windows that cannot take turns all ring', async () => {
    const windows = { ...makeWindows(), exclusively: () => Promise.reject(new Error('no locks here')) };
    const tab = openTab(windows);
    tab.ringer.ring('incoming');
    await soon();
    expect(tab.platform.tones.playing).toEqual(['incoming']);
  });
});
