import type {
  CandidateInit,
  Description,
  MediaStreamLike,
  MediaTrack,
  Peer,
  PeerConfiguration,
  PeerEvents,
  Sender,
  StatsEntry,
  Transceiver,
} from '../platform/call-platform.ts';
import { FakeLines } from './fake-lines.ts';
import { FakeOperations, microtasks, refusal } from './fake-operations.ts';
import { type FakeSection, type FakeSession, readSdp, writeSdp } from './fake-sdp.ts';
import type { Generation, PeerSurroundings } from './fake-surroundings.ts';
import type { FakeTransceiver, Owner } from './fake-transceiver.ts';

/** Candidates are found after the promise of `setLocalDescription` was heard by everyone. */
const MICROTASKS_TO_CANDIDATES = 12;

type Listener = (event: never) => void;
type IceState = 'new' | 'checking' | 'connected' | 'disconnected' | 'failed' | 'closed';

/** A description and what it says. */
interface Said {
  readonly description: Description;
  readonly session: FakeSession;
}

/**
 * A peer connection that has no media and no mercy: it keeps the states of the standard, refuses what a
 * browser refuses, and notes each refusal in its net, so that no test overlooks one that was caught. Its
 * descriptions are texts with the lines that matter. Sources: W3C WebRTC 1.0, RFC 9429.
 */
export class FakePeer implements Peer, Owner {
  signalingState: 'stable' | 'have-local-offer' | 'have-remote-offer' | 'closed' = 'stable';
  iceConnectionState: IceState = 'new';
  /** All that were given, the first at the start. */
  readonly configurations: PeerConfiguration[];
  readonly fingerprint: string;
  /** What the statistics say, where a test wants to say it. */
  stats: readonly StatsEntry[] = [];
  /** The ICE generation by which it was last connected. */
  connectedBy: string | undefined;
  /** The one that it tries, or has tried, to connect by. */
  checkedBy: string | undefined;
  private readonly sessionId: string;
  private version = 1;
  private readonly lines = new FakeLines(this);
  private readonly operations: FakeOperations;
  private readonly listeners = new Map<keyof PeerEvents, Set<Listener>>();
  private current: { readonly local: Said; readonly remote: Said } | undefined;
  private pending: { readonly local?: Said; readonly remote?: Said } = {};
  private created: { offer?: string; answer?: string } = {};
  /** ICE generations that a restart is to replace. */
  private readonly replaced = new Set<string>();
  private readonly gathered = new Set<string>();
  private readonly candidates = new Map<string, number>();

  constructor(
    readonly net: PeerSurroundings,
    configuration: PeerConfiguration,
  ) {
    this.configurations = [configuration];
    this.sessionId = String(4_000_000_000 + net.next());
    this.fingerprint = `FP-${this.sessionId}`;
    this.operations = new FakeOperations({
      isClosed: () => this.signalingState === 'closed',
      isStable: () => this.signalingState === 'stable',
      hold: (name) => net.holds(this, name),
      refused: (name, thrown) => this.note(name, thrown),
      onClose: () => net.onClose,
      mustNegotiate: () => this.mustNegotiate(),
      onNegotiationNeeded: () => this.tell('negotiationneeded', {}),
    });
  }

  get connectionState(): string {
    return this.iceConnectionState === 'checking' ? 'connecting' : this.iceConnectionState;
  }

  get localDescription(): Description | null {
    return (this.pending.local ?? this.current?.local)?.description ?? null;
  }

  get remoteDescription(): Description | null {
    return (this.pending.remote ?? this.current?.remote)?.description ?? null;
  }

  get generation(): Generation | undefined {
    if (this.current === undefined) return undefined;
    const { local, remote } = this.current;
    return { local: local.session.ufrag, remote: remote.session.ufrag };
  }

  get remoteFingerprint(): string | undefined {
    return this.current?.remote.session.fingerprint;
  }

  get hasRelay(): boolean {
    const servers = this.configurations.at(-1)?.iceServers ?? [];
    return servers.some(({ urls }) => urls.some((url) => url.startsWith('turn')));
  }

  addEventListener<E extends keyof PeerEvents>(type: E, listener: (event: PeerEvents[E]) => void): void {
    const known = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, known.add(listener as Listener));
  }

  createOffer(): Promise<Description> {
    return this.operate('createOffer', () => {
      this.requireState('createOffer', 'stable', 'have-local-offer');
      const sdp = this.write(this.ufragToOffer(), this.lines.offer(this.current?.local.session));
      this.created.offer = sdp;
      return { type: 'offer', sdp };
    });
  }

  createAnswer(): Promise<Description> {
    return this.operate('createAnswer', () => {
      this.requireState('createAnswer', 'have-remote-offer');
      const offered = (this.pending.remote as Said).session;
      const isRestart = this.current?.remote.session.ufrag !== offered.ufrag;
      const ufrag = isRestart ? undefined : this.current?.local.session.ufrag;
      const sdp = this.write(ufrag ?? this.newUfrag(), this.lines.answer(offered));
      this.created.answer = sdp;
      return { type: 'answer', sdp };
    });
  }

  setLocalDescription({ type, sdp }: Description): Promise<void> {
    return this.operate(`setLocalDescription ${type}`, () => {
      if (type === 'rollback') {
        this.rollBackFrom('have-local-offer');
        return;
      }
      if (type === 'offer') this.requireState('take an own offer', 'stable', 'have-local-offer');
      else this.requireState('take an own answer', 'have-remote-offer');
      if (type === 'pranswer' || sdp === undefined || sdp !== this.created[type])
        throw refusal('InvalidModificationError', `the ${type} was not created by this peer just now`);
      const local = said(type, sdp);
      this.lines.name(local.session);
      if (type === 'answer') this.settle(local, this.pending.remote as Said);
      else {
        this.pending = { local };
        this.become('have-local-offer');
      }
      this.gather(local.session);
    });
  }

  setRemoteDescription({ type, sdp }: Description): Promise<void> {
    return this.operate(`setRemoteDescription ${type}`, () => {
      if (type === 'rollback') {
        this.rollBackFrom('have-remote-offer');
        return;
      }
      if (type === 'pranswer' || sdp === undefined) throw new TypeError(`cannot take a ${type}`);
      const remote = said(type, sdp);
      if (type === 'answer') {
        this.requireState("take the other side's answer", 'have-local-offer');
        const local = this.pending.local as Said;
        requireSameLines(remote.session, local.session, true);
        this.hear(remote);
        this.settle(local, remote);
        return;
      }
      if (this.signalingState === 'have-local-offer') this.rollBack();
      if (this.current !== undefined) requireSameLines(remote.session, this.current.remote.session, false);
      this.pending = { remote };
      this.hear(remote);
      this.become('have-remote-offer');
    });
  }

  addIceCandidate({ candidate = '', ...place }: CandidateInit): Promise<void> {
    return this.operate('addIceCandidate', () => {
      const { sdpMid, sdpMLineIndex, usernameFragment } = place;
      if (this.remoteDescription === null)
        throw refusal('InvalidStateError', 'there is no remote description');
      if (candidate === '') return;
      if (typeof sdpMid !== 'string' && typeof sdpMLineIndex !== 'number')
        throw new TypeError('neither sdpMid nor sdpMLineIndex is given');
      const known = [this.current?.remote, this.pending.remote].flatMap((one) => one?.session ?? []);
      const fitting = known.filter(({ sections }) =>
        typeof sdpMid === 'string'
          ? sections.some(({ mid }) => mid === sdpMid)
          : sections[sdpMLineIndex ?? 0] !== undefined,
      );
      if (fitting.length === 0) throw refusal('OperationError', 'there is no such m-line');
      const ufrag = usernameFragment ?? fitting.at(-1)?.ufrag;
      if (ufrag === undefined || !fitting.some((session) => session.ufrag === ufrag))
        throw refusal('OperationError', 'the candidate is of another ICE generation');
      this.candidates.set(ufrag, this.candidatesOf(ufrag) + 1);
      this.net.look();
    });
  }

  addTrack(track: MediaTrack, stream: MediaStreamLike): Sender {
    this.requireOpen('addTrack');
    if (this.lines.transceivers.some(({ sender }) => sender.track === track))
      throw this.note('addTrack', refusal('InvalidAccessError', 'the track is sent already'));
    const { sender } = this.lines.addTrack(track, stream);
    this.needNegotiation();
    return sender;
  }

  addTransceiver(kind: 'audio' | 'video', { direction }: { readonly direction: 'recvonly' }): Transceiver {
    this.requireOpen('addTransceiver');
    const transceiver = this.lines.add(kind, direction, 'addTransceiver');
    this.needNegotiation();
    return transceiver;
  }

  getTransceivers(): FakeTransceiver[] {
    return [...this.lines.transceivers];
  }

  restartIce(): void {
    for (const one of [this.current?.local, this.pending.local])
      if (one !== undefined) this.replaced.add(one.session.ufrag);
    this.needNegotiation();
  }

  setConfiguration(configuration: PeerConfiguration): void {
    this.requireOpen('setConfiguration');
    this.configurations.push(configuration);
  }

  async getStats(): Promise<{ forEach(visit: (entry: StatsEntry) => void): void }> {
    return this.stats;
  }

  close(): void {
    if (this.signalingState === 'closed') return;
    this.signalingState = 'closed';
    this.iceConnectionState = 'closed';
    for (const { receiver } of this.lines.transceivers) receiver.track.stop();
  }

  /** How many candidates of this generation of the other side it was given. */
  candidatesOf(ufrag: string): number {
    return this.candidates.get(ufrag) ?? 0;
  }

  becomeIce(state: IceState): void {
    if (this.signalingState === 'closed' || this.iceConnectionState === state) return;
    this.iceConnectionState = state;
    this.tell('iceconnectionstatechange', {});
    this.tell('connectionstatechange', {});
  }

  /** Says that there was no way to a STUN or TURN server. */
  failCandidates(errorCode: number, url: string): void {
    this.tell('icecandidateerror', { errorCode, url });
  }

  nextId(): number {
    return this.net.next();
  }

  operate<T>(name: string, operation: () => T): Promise<T> {
    return this.operations.run(name, operation);
  }

  requireOpen(what: string): void {
    if (this.signalingState === 'closed')
      throw this.note(what, refusal('InvalidStateError', 'the peer is closed'));
  }

  needNegotiation(): void {
    this.operations.ask();
  }

  private mustNegotiate(): boolean {
    if (this.current === undefined) return this.lines.transceivers.length > 0;
    const { local, remote } = this.current;
    const wasOffered = local.description.type === 'offer';
    return (
      this.replaced.has(local.session.ufrag) ||
      this.lines.differFrom(local.session, remote.session, wasOffered)
    );
  }

  private ufragToOffer(): string {
    const last = (this.pending.local ?? this.current?.local)?.session.ufrag;
    return last === undefined || this.replaced.has(last) ? this.newUfrag() : last;
  }

  private newUfrag(): string {
    return `u${String(this.net.next()).padStart(3, '0')}`;
  }

  private write(ufrag: string, sections: readonly FakeSection[]): string {
    this.version += 1;
    const { sessionId, version, fingerprint } = this;
    return writeSdp({ sessionId, version, ufrag, fingerprint, sections });
  }

  private hear({ session }: Said): void {
    for (const event of this.lines.hear(session)) this.tell('track', event);
  }

  private settle(local: Said, remote: Said): void {
    this.current = { local, remote };
    this.pending = {};
    this.lines.settle(local.session, remote.session);
    if (!this.replaced.has(local.session.ufrag)) this.replaced.clear();
    this.become('stable');
    this.net.look();
  }

  private rollBackFrom(state: 'have-local-offer' | 'have-remote-offer'): void {
    this.requireState('roll back', state);
    this.rollBack();
    this.become('stable');
  }

  private rollBack(): void {
    this.pending = {};
    this.created = {};
    this.lines.rollBack();
  }

  private become(state: 'stable' | 'have-local-offer' | 'have-remote-offer'): void {
    const isNews = state !== this.signalingState;
    this.signalingState = state;
    if (state === 'stable') {
      this.created = {};
      this.operations.settled();
    }
    if (isNews) this.tell('signalingstatechange', {});
  }

  private gather({ ufrag, sections }: FakeSession): void {
    if (this.gathered.has(ufrag)) return;
    this.gathered.add(ufrag);
    const place = { sdpMid: sections[0]?.mid ?? '0', sdpMLineIndex: 0, usernameFragment: ufrag };
    const find = () => {
      for (let count = 1; count <= this.net.candidatesPerSide; count += 1) {
        const line = `candidate:${count} 1 udp 2122260223 192.0.2.${count} 5${ufrag.slice(1)} typ host ufrag ${ufrag}`;
        this.tell('icecandidate', { candidate: { candidate: line, ...place } });
      }
      if (this.net.tellsEmptyCandidate) this.tell('icecandidate', { candidate: { candidate: '', ...place } });
      this.tell('icecandidate', { candidate: null });
    };
    if (this.net.findsCandidatesEarly) find();
    else void microtasks(MICROTASKS_TO_CANDIDATES).then(find);
  }

  private tell<E extends keyof PeerEvents>(type: E, event: PeerEvents[E]): void {
    for (const listener of [...(this.listeners.get(type) ?? [])]) {
      if (this.signalingState === 'closed') return;
      try {
        listener(event as never);
      } catch (thrown) {
        this.note(`listener of ${type}`, thrown);
      }
    }
  }

  private requireState(what: string, ...allowed: string[]): void {
    if (!allowed.includes(this.signalingState))
      throw refusal('InvalidStateError', `cannot ${what} in ${this.signalingState}`);
  }

  private note(what: string, thrown: unknown): unknown {
    this.net.fault(`peer ${this.sessionId}: ${what}: ${thrown instanceof Error ? thrown.message : thrown}`);
    return thrown;
  }
}

function said(type: 'offer' | 'answer', sdp: string): Said {
  return { description: { type, sdp }, session: readSdp(sdp) };
}

function requireSameLines(theirs: FakeSession, ours: FakeSession, isAnswer: boolean): void {
  const isShorter = theirs.sections.length < ours.sections.length;
  const isLonger = isAnswer && theirs.sections.length > ours.sections.length;
  const differs = ours.sections.some(
    ({ kind, mid }, place) => theirs.sections[place]?.kind !== kind || theirs.sections[place]?.mid !== mid,
  );
  if (isShorter || isLonger || differs)
    throw refusal('InvalidAccessError', 'the m-lines do not match those of before');
}
