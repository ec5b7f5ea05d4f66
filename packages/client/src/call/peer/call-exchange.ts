import type { Peer } from '../../platform/call-platform.ts';
import { Writable } from '../../store.ts';
import type { CallType } from '../call.ts';
import type { CallEvent } from '../call-event.ts';
import type { LocalMedia } from '../media/local-media.ts';
import type { CallQuality } from '../quality/call-quality.ts';
import { QualityWatch } from '../quality/quality-watch.ts';
import type { Surroundings } from '../surroundings.ts';
import { IceSupply } from './ice-supply.ts';
import { type Opening, PeerKeeper, type PeerNews } from './peer-keeper.ts';
import type { SessionName } from './remote-session.ts';
import { RemoteView } from './remote-view.ts';
import { SignalOutbox } from './signal-outbox.ts';

/** A client like the document's example has sent its offer and candidates before the call is taken. */
const MOST_EARLY = 128;

const UNKNOWN: CallQuality = { sending: 'unknown', receiving: 'unknown' };

interface Parts extends Pick<Surroundings, 'platform' | 'clock' | 'connection' | 'rest'>, PeerNews {
  readonly toUserId: string;
  callId(): string | undefined;
  readonly media: LocalMedia;
  readonly type: CallType;
  /** Sound and picture can flow. */
  onUp(): void;
  /** The server does not pass on what we tell the other side: there may be no call any more. */
  onRefused(): void;
}

/** What flows between the two sides of a call that was taken: signals, what is on and off, sound and picture. */
export class CallExchange {
  readonly quality = new Writable<CallQuality>(UNKNOWN);
  readonly view: RemoteView;
  private readonly ice: IceSupply;
  private readonly outbox: SignalOutbox;
  private readonly watch: QualityWatch;
  private keeper: PeerKeeper | undefined;
  /** What the other side told before we knew that the call is taken; the server's answer can come after it. */
  private early: CallEvent[] = [];
  private isClosed = false;

  constructor(private readonly parts: Parts) {
    this.view = new RemoteView(parts.platform);
    this.ice = new IceSupply(parts);
    this.outbox = new SignalOutbox(parts);
    this.watch = new QualityWatch(parts.clock, (quality) => this.quality.set(quality));
  }

  /** Fetches what the way to the other side needs, so that it is there when the call is taken. */
  prepare(): void {
    void this.ice.prepare();
  }

  get isOpen(): boolean {
    return this.keeper !== undefined;
  }

  get remoteSession(): SessionName | undefined {
    return this.keeper?.remoteSession;
  }

  /** To be called once both have agreed; calling it twice is harmless. */
  open(opening: Opening): void {
    if (this.isOpen || this.isClosed) return;
    const { parts, view, outbox } = this;
    const { connection, media, type } = parts;
    this.keeper = new PeerKeeper({
      ...parts,
      ...opening,
      ice: this.ice,
      attach: (peer, role) => media.attach(peer, role, type),
      isServerThere: () => connection.transport === 'socket',
      other: {
        get isPlain() {
          return !view.isTold;
        },
        tell: (signal) => outbox.send(signal),
      },
      onNewPeer: () => {
        this.outbox.withdrawSignals();
        this.tellFlags();
      },
      onUp: (peer) => this.up(peer),
      onDown: (trouble) => {
        this.watch.stop();
        this.quality.set(UNKNOWN);
        // What breaks the way between the peers often breaks the way to the server, which is noticed much later.
        connection.probe();
        parts.onDown(trouble);
      },
      onTracks: (tracks) => this.view.show(tracks),
    });
    this.keeper.start();
    this.tellFlags();
    for (const event of this.early.splice(0)) this.hear(event);
  }

  /** Tells the other side what of ours is on. */
  tellFlags(): void {
    if (this.isOpen && !this.isClosed) this.outbox.sendFlags(this.parts.media.flags);
  }

  /** What the other side tells us directly; all else is left alone. */
  hear(event: CallEvent): void {
    if (event.name === 'call:media') this.view.tell(event.payload);
    else if (this.keeper !== undefined) passOn(this.keeper, event);
    else if (this.early.length < MOST_EARLY) this.early.push(event);
  }

  /** Our own connection to the server came or went. */
  serverChanged(): void {
    this.keeper?.serverChanged();
    this.outbox.flush();
  }

  close(): void {
    this.isClosed = true;
    this.early = [];
    this.watch.stop();
    this.keeper?.close();
    this.outbox.close();
    this.view.clear();
  }

  private up(peer: Peer): void {
    this.parts.onUp();
    this.watch.start(peer);
  }
}

function passOn(keeper: PeerKeeper, event: CallEvent): void {
  switch (event.name) {
    case 'call:away':
      keeper.otherWentAway();
      break;
    case 'webrtc:offer':
      keeper.hear({ kind: 'offer', sdp: event.payload.offer.sdp });
      break;
    case 'webrtc:answer':
      keeper.hear({ kind: 'answer', sdp: event.payload.answer.sdp });
      break;
    case 'webrtc:ice-candidate':
      keeper.hear({ kind: 'candidate', candidate: event.payload.candidate });
      break;
  }
}
