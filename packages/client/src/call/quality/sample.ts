import type { InboundCounters, Outbound, Reading } from './stats-reading.ts';

/** What happened between two readings of the statistics. Shares are 0–1; `undefined`: not known. */
export interface Sample {
  readonly incoming: Incoming | undefined;
  readonly outgoing: Outgoing | undefined;
  readonly roundTripMs: number | undefined;
  readonly isRelayed: boolean | undefined;
}

/** `undefined` as a whole while nothing comes in. */
export interface Incoming {
  readonly lossShare: number | undefined;
  readonly jitterMs: number | undefined;
  /** How much of the sound had to be made up. */
  readonly concealedShare: number;
  /** For how much of the time the picture stood still. */
  readonly frozenShare: number;
  /** Whether a picture comes in and none of it could be shown. */
  readonly isUndecodable: boolean;
}

/** `undefined` as a whole while nothing goes out. */
export interface Outgoing {
  readonly lossShare: number | undefined;
  readonly limitedBy: Outbound['limitedBy'];
  readonly keptShare: number;
}

/** Of fewer packets, one lost would already make a bad line. */
const MIN_PACKETS = 20;

export function sampleBetween(before: Reading, now: Reading): Sample {
  const outgoing = [...now.outbound]
    .filter(([id, { packets }]) => packets > (before.outbound.get(id)?.packets ?? 0))
    .map(([, stream]) => stream);
  return {
    incoming: incomingBetween(before, now),
    outgoing: outgoing.length === 0 ? undefined : toOutgoing(outgoing),
    // The path is asked every few seconds; where it does not tell, the reports of the other side do.
    roundTripMs: now.roundTripMs ?? highest(outgoing.flatMap(({ roundTripMs }) => roundTripMs ?? [])),
    isRelayed: now.isRelayed,
  };
}

function incomingBetween(before: Reading, now: Reading): Incoming | undefined {
  const streams = [...now.inbound].map(([id, stream]) => sinceThen(before.inbound.get(id), stream));
  const flowing = streams.filter(({ packets }) => packets > 0);
  if (flowing.length === 0) return undefined;
  const audio = flowing.filter(({ kind }) => kind === 'audio');
  const video = flowing.filter(({ kind }) => kind === 'video');
  const packets = sum(flowing.map((stream) => stream.packets + stream.lost));
  return {
    lossShare: packets < MIN_PACKETS ? undefined : sum(flowing.map(({ lost }) => lost)) / packets,
    // Pictures come in bursts, so only the jitter of the sound tells of the line.
    jitterMs: highest(audio.flatMap(({ jitterMs }) => jitterMs ?? [])),
    concealedShare: highest(audio.map(({ concealed, samples }) => shareOf(concealed, samples))) ?? 0,
    frozenShare: highest(video.map(({ frozenMs }) => shareOf(frozenMs, now.at - before.at))) ?? 0,
    isUndecodable: video.some((stream) => stream.packets >= MIN_PACKETS && stream.frames === 0),
  };
}

/** The counters since then; a stream that was not there began at nothing. */
function sinceThen(before: InboundCounters | undefined, now: InboundCounters): InboundCounters {
  const grown = (name: keyof Omit<InboundCounters, 'kind' | 'jitterMs'>) =>
    Math.max(0, now[name] - (before?.[name] ?? 0));
  return {
    ...now,
    packets: grown('packets'),
    lost: grown('lost'),
    concealed: grown('concealed'),
    samples: grown('samples'),
    frames: grown('frames'),
    frozenMs: grown('frozenMs'),
  };
}

function toOutgoing(streams: readonly Outbound[]): Outgoing {
  const limited = streams.find(({ limitedBy }) => limitedBy !== undefined);
  return {
    lossShare: highest(streams.flatMap(({ lossShare }) => lossShare ?? [])),
    limitedBy: limited?.limitedBy,
    keptShare: limited?.keptShare ?? 1,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function highest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

function shareOf(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, part / whole);
}
