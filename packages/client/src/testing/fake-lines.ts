import type { MediaStreamLike, MediaTrack, PeerEvents } from '../platform/call-platform.ts';
import { FakeStream, type FakeTrack } from './fake-media.ts';
import {
  common,
  type Direction,
  directionOf,
  type FakeSection,
  type FakeSession,
  receives,
  reversed,
  sends,
} from './fake-sdp.ts';
import { FakeTransceiver, type Owner } from './fake-transceiver.ts';

/** The m-lines of one {@link FakePeer}: which transceiver has which, and what goes which way. Source: RFC 9429. */
export class FakeLines {
  transceivers: FakeTransceiver[] = [];
  private readonly streams = new Map<string, FakeStream>();

  constructor(private readonly owner: Owner) {}

  /** @returns the transceiver that sends it, an unused one or a new one */
  addTrack(track: MediaTrack, stream: MediaStreamLike): FakeTransceiver {
    const unused = this.transceivers.find(
      ({ kind, sender, hasSent }) => kind === track.kind && sender.track === null && !hasSent,
    );
    const transceiver = unused ?? this.add(track.kind, 'sendrecv', 'addTrack');
    if (!sends(transceiver.direction))
      transceiver.direction = directionOf(true, receives(transceiver.direction));
    transceiver.sender.track = track;
    transceiver.sender.streamId = stream.id;
    if (transceiver.madeBy === 'remote') transceiver.madeBy = 'addTrack';
    return transceiver;
  }

  add(kind: string, direction: Direction, madeBy: FakeTransceiver['madeBy']): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind, direction, madeBy, this.owner);
    this.transceivers.push(transceiver);
    return transceiver;
  }

  /** @param settled the own description of the last agreement */
  offer(settled: FakeSession | undefined): FakeSection[] {
    const known = this.transceivers.filter(({ mid }) => mid !== null);
    const placed = (settled?.sections ?? []).map(({ mid }) => known.find((one) => one.mid === mid));
    const added = this.transceivers.filter((transceiver) => !placed.includes(transceiver));
    const taken = new Set([...(settled?.sections ?? []), ...known].map(({ mid }) => mid as string));
    return [...placed, ...added].flatMap((transceiver) => {
      if (transceiver === undefined) return [];
      const mid = transceiver.mid ?? freeMid(taken);
      taken.add(mid);
      const { kind, direction, sender } = transceiver;
      return [{ kind, mid, direction, streamId: sends(direction) ? sender.streamId : undefined }];
    });
  }

  answer(offered: FakeSession): FakeSection[] {
    return offered.sections.map(({ kind, mid, direction: theirs }) => {
      const transceiver = this.transceivers.find((one) => one.mid === mid);
      const direction = common(transceiver?.direction ?? 'inactive', reversed(theirs));
      return { kind, mid, direction, streamId: sends(direction) ? transceiver?.sender.streamId : undefined };
    });
  }

  /** An own description names the m-lines of those that had none. */
  name({ sections }: FakeSession): void {
    for (const { mid, kind } of sections) {
      if (this.transceivers.some((transceiver) => transceiver.mid === mid)) continue;
      const transceiver = this.transceivers.find((one) => one.mid === null && one.kind === kind);
      if (transceiver !== undefined) transceiver.mid = mid;
    }
  }

  /** Takes the m-lines of the other side. @returns what begins to come */
  hear({ sections }: FakeSession): PeerEvents['track'][] {
    const begun: PeerEvents['track'][] = [];
    for (const { kind, mid, direction: theirs, streamId } of sections) {
      const transceiver =
        this.transceivers.find((one) => one.mid === mid) ??
        (receives(theirs) ? this.findFree(kind) : undefined) ??
        this.add(kind, 'recvonly', 'remote');
      transceiver.mid = mid;
      const wasComing = transceiver.isReceiving;
      transceiver.isReceiving = sends(theirs);
      const { track } = transceiver.receiver;
      if (transceiver.isReceiving && !wasComing)
        begun.push({ track, streams: this.streamsWith(track, streamId), transceiver });
      if (!transceiver.isReceiving && wasComing) track.tell('mute');
    }
    return begun;
  }

  settle(local: FakeSession, remote: FakeSession): void {
    for (const transceiver of this.transceivers) {
      const own = local.sections.find(({ mid }) => mid === transceiver.mid);
      const other = remote.sections.find(({ mid }) => mid === transceiver.mid);
      if (own === undefined || other === undefined) continue;
      transceiver.isSettled = true;
      transceiver.currentDirection = common(own.direction, reversed(other.direction));
      transceiver.hasSent ||= sends(transceiver.currentDirection);
    }
  }

  /** As if the open offer had never been. */
  rollBack(): void {
    this.transceivers = this.transceivers.filter(({ isSettled, madeBy }) => isSettled || madeBy !== 'remote');
    for (const transceiver of this.transceivers.filter(({ isSettled }) => !isSettled)) {
      transceiver.mid = null;
      transceiver.isReceiving = false;
    }
  }

  /** Whether something changed since the last agreement that the other side must hear of. */
  differFrom(local: FakeSession, remote: FakeSession, wasOffered: boolean): boolean {
    return this.transceivers.some(({ isSettled, mid, direction }) => {
      if (!isSettled) return true;
      const find = ({ sections }: FakeSession) =>
        sections.find((section) => section.mid === mid)?.direction ?? 'inactive';
      const [own, other] = [find(local), reversed(find(remote))];
      return wasOffered ? direction !== own && direction !== other : own !== common(direction, other);
    });
  }

  /** Of those that were made by `addTransceiver` none may take an offered m-line. */
  private findFree(kind: string): FakeTransceiver | undefined {
    return this.transceivers.find(
      (one) => one.mid === null && one.kind === kind && one.madeBy === 'addTrack',
    );
  }

  private streamsWith(track: FakeTrack, streamId: string | undefined): FakeStream[] {
    if (streamId === undefined || streamId === '-') return [];
    const stream = this.streams.get(streamId) ?? new FakeStream(streamId, []);
    this.streams.set(streamId, stream);
    if (!stream.tracks.includes(track)) stream.tracks.push(track);
    return [stream];
  }
}

function freeMid(taken: ReadonlySet<string>): string {
  for (let mid = 0; ; mid += 1) if (!taken.has(String(mid))) return String(mid);
}
