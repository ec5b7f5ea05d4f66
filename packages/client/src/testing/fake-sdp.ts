/** One m-line of a session description, as far as the fakes need it. */
export interface FakeSection {
  readonly kind: string;
  readonly mid: string;
  readonly direction: Direction;
  readonly streamId: string | undefined;
}

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What a session description says. */
export interface FakeSession {
  readonly sessionId: string;
  readonly version: number;
  readonly ufrag: string;
  readonly fingerprint: string;
  readonly sections: readonly FakeSection[];
}

export function writeSdp({ sessionId, version, ufrag, fingerprint, sections }: FakeSession): string {
  const lines = [
    'v=0',
    `o=- ${sessionId} ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${sections.map(({ mid }) => mid).join(' ')}`,
  ];
  for (const { kind, mid, direction, streamId } of sections) {
    lines.push(
      `m=${kind} 9 UDP/TLS/RTP/SAVPF ${kind === 'audio' ? 111 : 96}`,
      'c=IN IP4 0.0.0.0',
      `a=ice-ufrag:${ufrag}`,
      `a=ice-pwd:${ufrag.repeat(6)}`,
      `a=fingerprint:sha-256 ${fingerprint}`,
      `a=mid:${mid}`,
      `a=${direction}`,
    );
    if (streamId !== undefined) lines.push(`a=msid:${streamId} ${streamId}-${kind}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** @throws DOMException `OperationError` for what is no session description */
export function readSdp(sdp: string): FakeSession {
  const [head = '', ...parts] = sdp.split(/^(?=m=)/m);
  const origin = /^o=- (\S+) (\d+) /m.exec(head);
  if (!sdp.startsWith('v=0') || origin === null)
    throw new DOMException('cannot read the session description', 'OperationError');
  return {
    sessionId: origin[1] ?? '',
    version: Number(origin[2]),
    ufrag: /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? '',
    fingerprint: /^a=fingerprint:sha-256 (\S+)/m.exec(sdp)?.[1] ?? '',
    sections: parts.map((part) => ({
      kind: /^m=(\S+)/.exec(part)?.[1] ?? '',
      mid: /^a=mid:(\S+)/m.exec(part)?.[1] ?? '',
      direction: (/^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(part)?.[1] ?? 'sendrecv') as Direction,
      streamId: /^a=msid:(\S+)/m.exec(part)?.[1],
    })),
  };
}

export const sends = (direction: Direction) => direction === 'sendrecv' || direction === 'sendonly';
export const receives = (direction: Direction) => direction === 'sendrecv' || direction === 'recvonly';

export function directionOf(isSending: boolean, isReceiving: boolean): Direction {
  if (isSending) return isReceiving ? 'sendrecv' : 'sendonly';
  return isReceiving ? 'recvonly' : 'inactive';
}

/** The same, seen from the other side. */
export const reversed = (direction: Direction) => directionOf(receives(direction), sends(direction));

/** What both allow. */
export const common = (one: Direction, two: Direction) =>
  directionOf(sends(one) && sends(two), receives(one) && receives(two));
