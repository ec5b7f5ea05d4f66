import type { CallPlatform, IceServer, Peer } from '../../platform/call-platform.ts';

export interface RelayResult {
  readonly works: boolean;
  /** From here to the relay and back. */
  readonly roundTripMs?: number;
}

/**
 * Whether a relay passes data: two peers of our own, in this page, reach each other through nothing else. Both are
 * closed afterwards; `isOver` resolves when there was time enough.
 */
export async function testRelay(
  platform: CallPlatform,
  servers: readonly IceServer[],
  isOver: Promise<void>,
): Promise<RelayResult> {
  const configuration = { iceServers: servers, iceTransportPolicy: 'relay' } as const;
  const here = platform.createPeer(configuration);
  const there = platform.createPeer(configuration);
  try {
    const isReached = connected(here);
    const isRefused = Promise.all([findsNothing(here), findsNothing(there)]);
    const work = introduce(here, there).then(() => Promise.race([isReached, isRefused.then(() => false)]));
    const works = await Promise.race([work, isOver.then(() => false)]);
    return works ? { works, ...(await roundTrip(here)) } : { works };
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

async function roundTrip(peer: Peer): Promise<Pick<RelayResult, 'roundTripMs'>> {
  let seconds: number | undefined;
  (await peer.getStats()).forEach((entry) => {
    const { currentRoundTripTime: time } = entry;
    if (entry.type === 'candidate-pair' && entry.state === 'succeeded' && typeof time === 'number')
      seconds = time;
  });
  // The way led to the relay twice: from one peer, and on to the other.
  return seconds === undefined ? {} : { roundTripMs: Math.round((seconds * 1000) / 2) };
}
