import type { CallPlatform, IceServer, Peer } from '../../platform/call-platform.ts';
import type { Clock } from '../../platform/platform.ts';

export interface RelayResult {
  readonly works: boolean;
  /** From here to the relay and back. */
  readonly roundTripMs?: number;
}

/** A connected pair has been measured once already, but a browser's statistics may be a moment behind. */
const MEASURE_EVERY_MS = 50;
const MEASURE_PATIENCE_MS = 2_000;

interface Trial {
  readonly platform: CallPlatform;
  readonly clock: Clock;
  readonly servers: readonly IceServer[];
  /** Resolves when there was time enough. */
  readonly isOver: Promise<void>;
}

/**
 * Whether a relay passes data: two peers of our own, in this page, reach each other through nothing else. Both are
 * closed afterwards.
 */
export async function testRelay({ platform, clock, servers, isOver }: Trial): Promise<RelayResult> {
  const configuration = { iceServers: servers, iceTransportPolicy: 'relay' } as const;
  const here = platform.createPeer(configuration);
  const there = platform.createPeer(configuration);
  try {
    const isReached = connected(here);
    const isRefused = Promise.all([findsNothing(here), findsNothing(there)]);
    const work = introduce(here, there).then(() => Promise.race([isReached, isRefused.then(() => false)]));
    const works = await Promise.race([work, isOver.then(() => false)]);
    if (!works) return { works };
    const roundTripMs = await measure(here, clock);
    return roundTripMs === undefined ? { works } : { works, roundTripMs };
  } catch {
    return { works: false };
  } finally {
    here.close();
    there.close();
  }
}

/** Offer, answer and candidates, handed over on the spot. */
async function introduce(here: Peer, there: Peer): Promise<void> {
  const knowOfThere = passCandidates(there, here);
  const knowOfHere = passCandidates(here, there);
  here.addTransceiver('audio', { direction: 'recvonly' });
  const offer = await here.createOffer();
  await here.setLocalDescription(offer);
  await there.setRemoteDescription(offer);
  knowOfHere();
  const answer = await there.createAnswer();
  await there.setLocalDescription(answer);
  await here.setRemoteDescription(answer);
  knowOfThere();
}

/** @returns what to call once the receiver knows the other's description; candidates wait until then */
function passCandidates(from: Peer, to: Peer): () => void {
  let begin = () => {};
  const isKnown = new Promise<void>((resolve) => {
    begin = resolve;
  });
  from.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate === null) return;
    // A candidate that comes when all is over, or is not understood, changes nothing: another one may do.
    void isKnown.then(() => to.addIceCandidate(candidate)).catch(() => {});
  });
  return begin;
}

function connected(peer: Peer): Promise<boolean> {
  return new Promise((resolve) => {
    peer.addEventListener('connectionstatechange', () => {
      if (peer.connectionState === 'connected') resolve(true);
      if (peer.connectionState === 'failed') resolve(false);
    });
  });
}

/** Resolves when it has looked everywhere and no relay has let it in. */
function findsNothing(peer: Peer): Promise<void> {
  let hasFound = false;
  return new Promise((resolve) => {
    peer.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate === null && !hasFound) resolve();
      if (candidate?.candidate) hasFound = true;
    });
  });
}

/** @returns milliseconds from here to the relay and back; `undefined` where the browser does not tell */
async function measure(peer: Peer, clock: Clock): Promise<number | undefined> {
  for (let waitedMs = 0; waitedMs <= MEASURE_PATIENCE_MS; waitedMs += MEASURE_EVERY_MS) {
    const seconds = await roundTripSeconds(peer);
    // The way led to the relay twice: from one peer, and on to the other.
    if (seconds !== undefined) return Math.round((seconds * 1000) / 2);
    await new Promise<void>((resolve) => clock.after(MEASURE_EVERY_MS, resolve));
  }
  return undefined;
}

async function roundTripSeconds(peer: Peer): Promise<number | undefined> {
  let seconds: number | undefined;
  (await peer.getStats()).forEach((entry) => {
    const { currentRoundTripTime: time } = entry;
    if (entry.type === 'candidate-pair' && entry.state === 'succeeded' && typeof time === 'number')
      seconds = time;
  });
  return seconds;
}
