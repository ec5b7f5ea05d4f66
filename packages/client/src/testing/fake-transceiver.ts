import type { MediaTrack, Sender, Transceiver } from '../platform/call-platform.ts';
import { FakeTrack } from './fake-media.ts';
import type { Direction } from './fake-sdp.ts';

/** What a transceiver needs of its peer. */
export interface Owner {
  nextId(): number;
  operate<T>(name: string, operation: () => T): Promise<T>;
  requireOpen(what: string): void;
  needNegotiation(): void;
}

/** One m-line of a {@link FakePeer}, or one to be. */
export class FakeTransceiver implements Transceiver {
  mid: string | null = null;
  currentDirection: Direction | null = null;
  /** What the other side was last heard to send. */
  isReceiving = false;
  hasSent = false;
  /** Whether its m-line was settled, or only offered. */
  isSettled = false;
  readonly sender: FakeSender;
  readonly receiver: { readonly track: FakeTrack };
  private wanted: Direction;

  constructor(
    readonly kind: string,
    direction: Direction,
    /** Only those take an offered m-line: one that was added by `addTransceiver` needs its own. */
    public madeBy: 'addTrack' | 'addTransceiver' | 'remote',
    private readonly owner: Owner,
  ) {
    this.wanted = direction;
    this.sender = new FakeSender(owner, kind);
    this.receiver = { track: new FakeTrack(kind, `remote-${owner.nextId()}`) };
  }

  get direction(): Direction {
    return this.wanted;
  }

  set direction(direction: string) {
    this.owner.requireOpen('direction');
    this.wanted = direction as Direction;
    this.owner.needNegotiation();
  }
}

class FakeSender implements Sender {
  track: MediaTrack | null = null;
  streamId: string | undefined;

  constructor(
    private readonly owner: Owner,
    private readonly kind: string,
  ) {}

  replaceTrack(track: MediaTrack | null): Promise<void> {
    return this.owner.operate('replaceTrack', () => {
      if (track !== null && track.kind !== this.kind) throw new TypeError(`cannot send a ${track.kind} here`);
      this.track = track;
    });
  }
}
