import type { StatsEntry } from '../../platform/call-platform.ts';

/** The counters of one stream that comes in, as they stand. */
export interface InboundCounters {
  readonly kind: 'audio' | 'video';
  readonly packets: number;
  readonly lost: number;
  readonly jitterMs: number | undefined;
  /** Sound that had to be made up, in samples; without silence, which is made up on purpose. */
  readonly concealed: number;
  readonly samples: number;
  readonly frames: number;
  readonly frozenMs: number;
}

/** One stream that goes out, as it stands and as the other side last reported it. */
export interface Outbound {
  readonly kind: 'audio' | 'video';
  readonly packets: number;
  /** Share of packets that did not arrive, of the other side's last report. */
  readonly lossShare: number | undefined;
  readonly roundTripMs: number | undefined;
  readonly limitedBy: 'bandwidth' | 'cpu' | undefined;
  /** What is still sent of the picture's height or of its frames, whichever has lost more; 0–1. */
  readonly keptShare: number;
}

/** What the statistics say at one moment. */
export interface Reading {
  readonly at: number;
  readonly inbound: ReadonlyMap<string, InboundCounters>;
  readonly outbound: ReadonlyMap<string, Outbound>;
  readonly roundTripMs: number | undefined;
  readonly isRelayed: boolean | undefined;
}

type Entries = ReadonlyMap<string, StatsEntry>;

/** Reads the statistics of a peer; what a browser does not tell is left out, never guessed. */
export function readStats(stats: { forEach(visit: (entry: StatsEntry) => void): void }): Reading {
  const entries = new Map<string, StatsEntry>();
  let at = 0;
  stats.forEach((entry) => {
    entries.set(entry.id, entry);
    at = Math.max(at, entry.timestamp);
  });
  const inbound = new Map<string, InboundCounters>();
  const outbound = new Map<string, Outbound>();
  for (const entry of entries.values()) {
    if (entry.type === 'inbound-rtp') inbound.set(entry.id, readInbound(entry));
    if (entry.type === 'outbound-rtp') outbound.set(entry.id, readOutbound(entry, entries));
  }
  return { at, inbound, outbound, ...readPath(entries) };
}

function readInbound(entry: StatsEntry): InboundCounters {
  const concealed = count(entry.concealedSamples) - count(entry.silentConcealedSamples);
  return {
    kind: kindOf(entry),
    packets: count(entry.packetsReceived),
    lost: count(entry.packetsLost),
    jitterMs: inMs(entry.jitter),
    concealed: Math.max(0, concealed),
    samples: count(entry.totalSamplesReceived),
    frames: count(entry.framesDecoded),
    frozenMs: count(entry.totalFreezesDuration) * 1000,
  };
}

function readOutbound(entry: StatsEntry, entries: Entries): Outbound {
  const report = [...entries.values()].find(
    ({ type, localId, id }) =>
      type === 'remote-inbound-rtp' && (localId === entry.id || id === entry.remoteId),
  );
  const source = entries.get(String(entry.mediaSourceId));
  const reason = entry.qualityLimitationReason;
  return {
    kind: kindOf(entry),
    packets: count(entry.packetsSent),
    lossShare: number(report?.fractionLost),
    roundTripMs: inMs(report?.roundTripTime),
    limitedBy: reason === 'bandwidth' || reason === 'cpu' ? reason : undefined,
    keptShare: Math.min(
      shareOf(entry.frameHeight, source?.height),
      shareOf(entry.framesPerSecond, source?.framesPerSecond),
    ),
  };
}

/** The way that the packets take: the pair in use, and whether either end of it is a relay. */
function readPath(entries: Entries): Pick<Reading, 'roundTripMs' | 'isRelayed'> {
  const all = [...entries.values()];
  const pairs = all.filter(({ type }) => type === 'candidate-pair');
  const transport = all.find(
    ({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId,
  );
  const pair =
    pairs.find(({ id }) => id === transport?.selectedCandidatePairId) ??
    pairs.find(({ selected }) => selected === true) ??
    pairs.find(({ nominated, state }) => nominated === true && state === 'succeeded');
  if (pair === undefined) return { roundTripMs: undefined, isRelayed: undefined };
  const ends = [pair.localCandidateId, pair.remoteCandidateId].map((id) => entries.get(String(id)));
  return {
    roundTripMs: inMs(pair.currentRoundTripTime),
    isRelayed: ends.some((end) => end?.candidateType === 'relay'),
  };
}

function kindOf({ kind, mediaType }: StatsEntry): 'audio' | 'video' {
  return (kind ?? mediaType) === 'video' ? 'video' : 'audio';
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function count(value: unknown): number {
  return number(value) ?? 0;
}

function inMs(seconds: unknown): number | undefined {
  const known = number(seconds);
  return known === undefined ? undefined : known * 1000;
}

/** Everything, where it is not known how much. */
function shareOf(part: unknown, whole: unknown): number {
  const [known, of] = [number(part), number(whole)];
  return known === undefined || of === undefined || of === 0 ? 1 : Math.min(1, known / of);
}
