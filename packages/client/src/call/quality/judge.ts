import type { CallQuality, QualityCause, QualityLevel } from './call-quality.ts';
import type { Incoming, Outgoing, Sample } from './sample.ts';

/** Up to the first value it is excellent, up to the second good, up to the third poor, above that bad. */
type Limits = readonly [number, number, number];

/** Opus hides up to a few lost packets in a hundred; from about one in ten on, words are missing. */
const LOSS: Limits = [0.01, 0.03, 0.1];
/** People do not notice 150 ms one way, and begin to talk into each other at 400 ms (ITU-T G.114). */
const ROUND_TRIP_MS: Limits = [200, 400, 800];
/** The receiver waits as long as packets scatter; beyond 60 ms that is heard as a delay of its own. */
const JITTER_MS: Limits = [30, 60, 120];
/** Made-up sound is heard as a rough voice from a few hundredths on, as missing syllables from a seventh on. */
const CONCEALED: Limits = [0.015, 0.05, 0.15];
/** A tenth of the time is one short halt every few seconds. */
const FROZEN: Limits = [0.02, 0.1, 0.4];
/** What a limited sender gives up of the picture: half of it is what 150 kbit/s leave of an ordinary camera. */
const GIVEN_UP: Limits = [0.2, 0.4, 0.8];

interface Finding {
  readonly level: QualityLevel;
  readonly cause: QualityCause;
}

const RANK: Readonly<Record<QualityLevel, number>> = { bad: 0, poor: 1, good: 2, excellent: 3, unknown: 4 };

/** Judges what happened in a few seconds; of all findings the worst one counts. */
export function judge(sample: Sample): CallQuality {
  const { incoming, outgoing, roundTripMs, isRelayed } = sample;
  const delay = find(roundTripMs, ROUND_TRIP_MS, 'delay');
  const sending = outgoing && worstOf([...findOutgoing(outgoing), ...delay]);
  const receiving = incoming && worstOf([...findIncoming(incoming), ...delay]);
  const worst = worstOf([sending, receiving].flatMap((finding) => finding ?? []));
  const isTrouble = worst?.level === 'poor' || worst?.level === 'bad';
  return {
    sending: sending?.level ?? 'unknown',
    receiving: receiving?.level ?? 'unknown',
    ...(isTrouble ? { cause: worst.cause } : {}),
    ...(roundTripMs === undefined ? {} : { roundTripMs: Math.round(roundTripMs) }),
    ...(incoming?.lossShare === undefined ? {} : { lossIn: incoming.lossShare }),
    ...(outgoing?.lossShare === undefined ? {} : { lossOut: outgoing.lossShare }),
    ...(isRelayed === undefined ? {} : { isRelayed }),
  };
}

/** Whether the first level is worse than the second. */
export function isWorse(level: QualityLevel, than: QualityLevel): boolean {
  return RANK[level] < RANK[than];
}

function findOutgoing({ lossShare, limitedBy, keptShare }: Outgoing): Finding[] {
  const limit = limitedBy === 'cpu' ? 'slow-device' : 'own-upload';
  return [
    ...find(lossShare, LOSS, 'own-upload'),
    ...find(limitedBy === undefined ? undefined : 1 - keptShare, GIVEN_UP, limit),
  ];
}

function findIncoming(incoming: Incoming): Finding[] {
  const findings = [
    ...find(incoming.lossShare, LOSS, 'incoming-loss'),
    ...find(incoming.jitterMs, JITTER_MS, 'incoming-loss'),
    ...find(incoming.concealedShare, CONCEALED, 'incoming-loss'),
    ...find(incoming.frozenShare, FROZEN, 'incoming-loss'),
  ];
  if (!incoming.isUndecodable) return findings;
  // All packets there and yet no picture: it is the device that cannot follow.
  const isWhole = (incoming.lossShare ?? 0) <= LOSS[1];
  return [...findings, { level: 'bad', cause: isWhole ? 'slow-device' : 'incoming-loss' }];
}

function find(value: number | undefined, limits: Limits, cause: QualityCause): Finding[] {
  if (value === undefined) return [];
  const [excellent, good, poor] = limits;
  const level = value <= excellent ? 'excellent' : value <= good ? 'good' : value <= poor ? 'poor' : 'bad';
  return [{ level, cause }];
}

/** The first of the worst. */
function worstOf(findings: readonly Finding[]): Finding | undefined {
  return findings.reduce<Finding | undefined>(
    (worst, finding) => (worst === undefined || isWorse(finding.level, worst.level) ? finding : worst),
    undefined,
  );
}
