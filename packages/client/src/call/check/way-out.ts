import type { CallPlatform, IceServer, Peer } from '../../platform/call-platform.ts';

/**
 * Whether this device learns its address from outside: a peer of our own gathers candidates until one is there that
 * such a server told. Closed afterwards; `isOver` resolves when there was time enough.
 */
export async function testWayOut(
  platform: CallPlatform,
  servers: readonly IceServer[],
  isOver: Promise<void>,
): Promise<boolean> {
  const peer = platform.createPeer({ iceServers: servers });
  try {
    const answer = new Promise<boolean>((resolve) => {
      let hasFailed = false;
      peer.addEventListener('icecandidateerror', () => {
        hasFailed = true;
      });
      peer.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate === null)
          // A server that told an address which the device has anyway leaves no candidate behind, and no error.
          resolve(!hasFailed);
        else if (/ typ srflx/.test(candidate.candidate ?? '')) resolve(true);
      });
    });
    return await Promise.race([gather(peer).then(() => answer), isOver.then(() => false)]);
  } catch {
    return false;
  } finally {
    peer.close();
  }
}

/** Without a single line to negotiate nothing is gathered; one that only receives needs no microphone. */
async function gather(peer: Peer): Promise<void> {
  peer.addTransceiver('audio', { direction: 'recvonly' });
  await peer.setLocalDescription(await peer.createOffer());
}
