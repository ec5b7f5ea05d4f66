/**
 * Whether this browser has what calls are made of. Some have it not: hardened ones turn it off, some web views never had
 * it. That must be said before anybody is rung, for afterwards it looks like a fault of the network.
 */
export function browserCanCall(): boolean {
  return typeof globalThis.RTCPeerConnection === 'function';
}
