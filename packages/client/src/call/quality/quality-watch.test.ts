import { beforeEach, describe, expect, test } from 'vitest';
import type { StatsEntry } from '../../platform/call-platform.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { FakeNet } from '../../testing/fake-net.ts';
import type { FakePeer } from '../../testing/fake-peer.ts';
import type { CallQuality } from './call-quality.ts';
import { QualityWatch } from './quality-watch.ts';

/** What happens in each second; the rest is as in a good call between two browsers. */
interface Line {
  readonly audioLost?: number;
  readonly videoLost?: number;
  readonly concealed?: number;
  readonly jitter?: number;
  readonly frames?: number;
  readonly frozen?: number;
  readonly reportedLoss?: number;
  readonly roundTrip?: number;
  readonly limit?: string;
  readonly height?: number;
  readonly relay?: boolean;
  /** Whether anything comes in at all. */
  readonly silent?: boolean;
  readonly voiceOnly?: boolean;
}

/** Statistics as Chromium gives them, with counters that grow as the line says. */
class FakeStats {
  private readonly total = {
    audio: 0,
    audioLost: 0,
    concealed: 0,
    video: 0,
    videoLost: 0,
    frames: 0,
    frozen: 0,
  };
  private sent = 0;
  private at = 1_700_000_000_000;

  pass(seconds: number, line: Line): StatsEntry[] {
    const flows = line.silent === true ? 0 : seconds;
    const lost = [line.audioLost ?? 0, line.videoLost ?? 0] as const;
    this.at += seconds * 1000;
    this.sent += seconds * 50;
    this.total.audio += flows * (50 - lost[0]);
    this.total.audioLost += flows * lost[0];
    this.total.concealed += flows * (line.concealed ?? 0);
    this.total.video += flows * (90 - lost[1]);
    this.total.videoLost += flows * lost[1];
    this.total.frames += flows * (line.frames ?? 20);
    this.total.frozen += flows * (line.frozen ?? 0);
    return this.entries(line).map((entry) => ({ timestamp: this.at, ...entry }) as StatsEntry);
  }

  private entries(line: Line): object[] {
    const { total, sent, at } = this;
    const video = [
      {
        id: 'IV',
        type: 'inbound-rtp',
        kind: 'video',
        packetsReceived: total.video,
        packetsLost: total.videoLost,
        jitter: 0.09,
        framesDecoded: total.frames,
        totalFreezesDuration: total.frozen,
      },
      {
        id: 'OV',
        type: 'outbound-rtp',
        kind: 'video',
        packetsSent: sent * 2,
        mediaSourceId: 'SV',
        frameHeight: line.height ?? 720,
        framesPerSecond: 30,
        qualityLimitationReason: line.limit ?? 'none',
      },
      { id: 'SV', type: 'media-source', kind: 'video', height: 720, framesPerSecond: 30 },
    ];
    return [
      {
        id: 'IA',
        type: 'inbound-rtp',
        kind: 'audio',
        packetsReceived: total.audio,
        packetsLost: total.audioLost,
        jitter: line.jitter ?? 0.004,
        // Silence is made up too, on purpose.
        concealedSamples: total.concealed + total.audio * 400,
        silentConcealedSamples: total.audio * 400,
        totalSamplesReceived: (at / 1000) * 48_000,
      },
      { id: 'OA', type: 'outbound-rtp', kind: 'audio', packetsSent: sent },
      {
        id: 'RA',
        type: 'remote-inbound-rtp',
        kind: 'audio',
        localId: 'OA',
        fractionLost: line.reportedLoss ?? 0,
        roundTripTime: 0.05,
      },
      ...(line.voiceOnly === true ? [] : video),
      { id: 'T', type: 'transport', selectedCandidatePairId: 'P2' },
      { id: 'P1', type: 'candidate-pair', currentRoundTripTime: 3, localCandidateId: 'L1' },
      {
        id: 'P2',
        type: 'candidate-pair',
        state: 'succeeded',
        nominated: true,
        currentRoundTripTime: line.roundTrip ?? 0.04,
        localCandidateId: 'L2',
        remoteCandidateId: 'R2',
      },
      { id: 'L1', type: 'local-candidate', candidateType: 'relay' },
      { id: 'L2', type: 'local-candidate', candidateType: line.relay === true ? 'relay' : 'host' },
      { id: 'R2', type: 'remote-candidate', candidateType: 'host' },
    ];
  }
}

let clock: FakeClock;
let peer: FakePeer;
let stats: FakeStats;
let told: CallQuality[];
let watch: QualityWatch;

beforeEach(() => {
  clock = new FakeClock();
  peer = new FakeNet().createPeer({ iceServers: [] });
  stats = new FakeStats();
  told = [];
  watch = new QualityWatch(clock, (quality) => told.push(quality));
});

/** Lets the line be so for a while. @returns what is told at the end */
async function have(line: Line, seconds: number): Promise<CallQuality> {
  for (let passed = 0; passed < seconds; passed += 2) {
    peer.stats = stats.pass(2, line);
    await clock.pass(2_000);
  }
  const quality = told.at(-1);
  if (quality === undefined) throw new Error('nothing was told');
  return quality;
}

async function start(line: Line = {}): Promise<void> {
  peer.stats = stats.pass(2, line);
  watch.start(peer);
  await clock.pass(0);
}

describe('the quality of a call', () => {
  test('is excellent on a good line, and every two seconds there is a word', async () => {
    await start();
    expect(told).toEqual([]);
    expect(await have({}, 6)).toEqual({
      sending: 'excellent',
      receiving: 'excellent',
      roundTripMs: 40,
      lossIn: 0,
      lossOut: 0,
      isRelayed: false,
    });
    expect(told).toHaveLength(3);
  });

  test.each<[string, Line, Partial<CallQuality>]>([
    [
      'a tenth of what comes in lost is heard',
      { audioLost: 4, videoLost: 8 },
      { receiving: 'poor', cause: 'incoming-loss', sending: 'excellent' },
    ],
    ['a fifth of it lost is hardly bearable', { audioLost: 12, videoLost: 18 }, { receiving: 'bad' }],
    ['single lost packets go unheard', { audioLost: 1, videoLost: 1 }, { receiving: 'good' }],
    [
      'sound that is made up counts, whatever was lost',
      { concealed: 6_000 },
      { receiving: 'poor', cause: 'incoming-loss' },
    ],
    ['packets that scatter are heard late', { jitter: 0.15 }, { receiving: 'bad', cause: 'incoming-loss' }],
    ['a picture that stands still', { frozen: 0.3, frames: 8 }, { receiving: 'poor' }],
    [
      'a picture that comes and cannot be shown is the fault of the device',
      { frames: 0 },
      { receiving: 'bad', cause: 'slow-device' },
    ],
    [
      'what the other side reports as lost is our upload',
      { reportedLoss: 0.15 },
      { sending: 'bad', cause: 'own-upload', receiving: 'excellent', lossOut: 0.15 },
    ],
    [
      'a long way is one for both',
      { roundTrip: 0.6 },
      { sending: 'poor', receiving: 'poor', cause: 'delay' },
    ],
    ['a relay is told', { relay: true }, { isRelayed: true, sending: 'excellent' }],
    [
      'a voice call is judged by its voice',
      { voiceOnly: true, audioLost: 4 },
      { sending: 'excellent', receiving: 'poor', cause: 'incoming-loss', lossIn: 0.08 },
    ],
  ])('%s', async (_, line, expected) => {
    await start(line);
    expect(await have(line, 6)).toMatchObject(expected);
  });

  test('a small upload halves the picture, which counts once the call has warmed up', async () => {
    const narrow = { limit: 'bandwidth', height: 360 };
    await start(narrow);
    expect(await have(narrow, 8)).toMatchObject({ sending: 'excellent' });
    expect(await have(narrow, 4)).toMatchObject({ sending: 'poor', cause: 'own-upload' });
  });

  test('a device that cannot keep up is told from a small upload', async () => {
    await start();
    await have({}, 10);
    expect(await have({ limit: 'cpu', height: 180 }, 4)).toMatchObject({
      sending: 'poor',
      cause: 'slow-device',
    });
  });

  test('one hiccup does not make the bars flicker', async () => {
    await start();
    await have({}, 4);
    expect(await have({ audioLost: 20, videoLost: 30 }, 2)).toMatchObject({ receiving: 'excellent' });
    expect(await have({}, 2)).toMatchObject({ receiving: 'excellent' });
  });

  test('a line that stays bad shows after four seconds, one that stays good again after six', async () => {
    const bad = { audioLost: 20, videoLost: 30 };
    await start();
    await have({}, 4);
    expect(await have(bad, 4)).toMatchObject({ receiving: 'bad', cause: 'incoming-loss' });
    expect(await have({}, 4)).toMatchObject({ receiving: 'bad', cause: 'incoming-loss' });
    const healed = await have({}, 2);
    expect(healed).toMatchObject({ receiving: 'excellent' });
    expect(healed.cause).toBeUndefined();
  });

  test('while nothing comes in, nothing new is known of the line', async () => {
    await start();
    await have({}, 4);
    const quality = await have({ silent: true }, 4);
    expect(quality).toMatchObject({ receiving: 'excellent' });
    expect(quality.lossIn).toBeUndefined();
  });

  test('of a call in which nothing ever came, nothing is known', async () => {
    await start({ silent: true });
    expect(await have({ silent: true }, 4)).toMatchObject({ receiving: 'unknown', sending: 'excellent' });
  });

  test('the path is found without a transport, as in Firefox', async () => {
    const withoutTransport = (entries: readonly StatsEntry[]) =>
      entries.filter(({ type }) => type !== 'transport');
    peer.stats = withoutTransport(stats.pass(2, {}));
    watch.start(peer);
    await clock.pass(0);
    peer.stats = withoutTransport(stats.pass(2, {}));
    await clock.pass(2_000);
    expect(told.at(-1)).toMatchObject({ roundTripMs: 40, isRelayed: false });
  });

  test('a stopped watch says nothing more and leaves no timer', async () => {
    await start();
    await have({}, 4);
    watch.stop();
    const before = told.length;
    await clock.pass(10_000);
    expect(told).toHaveLength(before);
    expect(clock.waiting).toBe(0);
  });

  test('a new peer is judged anew', async () => {
    await start();
    await have({ audioLost: 20, videoLost: 30 }, 4);
    const next = new FakeNet().createPeer({ iceServers: [] });
    peer = next;
    stats = new FakeStats();
    await start();
    expect(await have({}, 2)).toMatchObject({ receiving: 'excellent' });
    expect(clock.waiting).toBe(1);
  });

  test('statistics that fail once are asked for again', async () => {
    await start();
    const getStats = peer.getStats.bind(peer);
    peer.getStats = () => Promise.reject(new DOMException('not now', 'InvalidStateError'));
    await clock.pass(2_000);
    peer.getStats = getStats;
    expect(await have({}, 2)).toMatchObject({ receiving: 'excellent' });
  });
});
