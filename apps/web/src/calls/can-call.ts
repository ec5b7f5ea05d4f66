/** What each constructor was found to be worth; a page has one, and asks often. */
const tried = new WeakMap<object, boolean>();

/**
 * Whether this browser has what calls are made of. Some have it not: hardened ones turn it off, so that it is gone or
 * throws, some web views never had it. That must be said before anybody is rung, for afterwards it looks like a fault of
 * the network.
 */
export function browserCanCall(): boolean {
  const Peer = globalThis.RTCPeerConnection;
  if (typeof Peer !== 'function') return false;
  const known = tried.get(Peer);
  if (known !== undefined) return known;
  const can = makes(Peer);
  tried.set(Peer, can);
  return can;
}

function makes(Peer: typeof RTCPeerConnection): boolean {
  try {
    new Peer().close();
    return true;
  } catch {
    return false;
  }
}
