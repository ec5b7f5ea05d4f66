import type { Signal } from './signal.ts';

const NOTHING_TAKEN = ['v=0', 'o=- 0 0 IN IP4 0.0.0.0', 's=-', 'c=IN IP4 0.0.0.0', 't=0 0'];

/**
 * Tells the other side that this device refused its description. The protocol of calls has no word for that, but the
 * standard of descriptions has: an answer that takes nothing, with port 0 on every line of media.
 *
 * @param sdp what was refused
 * @source RFC 3264, section 6: rejecting a stream
 */
export function refusalOf(sdp: string): Signal {
  // Without the kind and the name of each line, an answer belongs to no offer.
  const lines = sdp.match(/^(?:m=\S+ \S+ |a=mid:).+/gm) ?? [];
  const refused = lines.map((line) => line.replace(/^(m=\S+) \S+/, '$1 0'));
  return { kind: 'answer', sdp: [...NOTHING_TAKEN, ...refused, ''].join('\r\n') };
}

/** Whether the other side takes nothing of what was described: it is no answer that a peer could make use of. */
export function isRefusal(signal: Signal): boolean {
  return signal.kind === 'answer' && !/^m=\S+ [1-9]/m.test(signal.sdp);
}
