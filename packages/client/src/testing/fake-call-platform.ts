import type {
  CallMemory,
  CallPlatform,
  MediaDevice,
  MediaStreamLike,
  MediaTrack,
  MediaWish,
  PeerConfiguration,
  PlayingTone,
  Tone,
  ToneOptions,
  TonePlayer,
} from '../platform/call-platform.ts';
import { FakeStream, FakeTrack } from './fake-media.ts';
import { FakeNet } from './fake-net.ts';
import type { FakePeer } from './fake-peer.ts';

/** `asking`: the person has not answered the browser's question yet. */
export type DeviceMood = 'ready' | 'denied' | 'missing' | 'in-use' | 'asking';

/** Tones that sound, or would if the browser let them. */
export class FakeTones implements TonePlayer {
  /** Whether the browser forbids sound before the first click. */
  isForbidden = false;
  private readonly started = new Set<{ readonly tone: Tone; readonly how: ToneOptions }>();

  /** What plays now; nothing does while it is forbidden. */
  get playing(): Tone[] {
    return this.isForbidden ? [] : this.wanted;
  }

  /** What was begun and not stopped. */
  get wanted(): Tone[] {
    return [...this.started].map(({ tone }) => tone);
  }

  play(tone: Tone, how: ToneOptions): PlayingTone {
    const playing = { tone, how };
    this.started.add(playing);
    queueMicrotask(() => {
      if (!this.started.has(playing)) return;
      if (this.isForbidden) how.onBlocked();
      else how.onStarted();
    });
    return { stop: () => void this.started.delete(playing) };
  }

  /** The first click on the page. */
  allow(): void {
    if (!this.isForbidden) return;
    this.isForbidden = false;
    for (const { how } of [...this.started]) how.onStarted();
  }
}

/** Outlives the page of one tab: give it to the next {@link FakeCallPlatform} of that tab. */
export class FakeCallMemory implements CallMemory {
  readonly texts = new Map<string, string>();

  read(key: string): string | undefined {
    return this.texts.get(key);
  }

  write(key: string, text: string): void {
    this.texts.set(key, text);
  }

  remove(key: string): void {
    this.texts.delete(key);
  }
}

/** What a device of calls has, as the test says. Two microphones, two cameras and a speaker are plugged in. */
export class FakeCallPlatform implements CallPlatform {
  microphone: DeviceMood = 'ready';
  camera: DeviceMood = 'ready';
  /** `denied`: the person chose no screen. */
  screen: DeviceMood = 'ready';
  devices: readonly MediaDevice[] = [
    { id: 'mic-1', kind: 'microphone', label: 'Microphone 1' },
    { id: 'mic-2', kind: 'microphone', label: 'Microphone 2' },
    { id: 'cam-1', kind: 'camera', label: 'Camera 1' },
    { id: 'cam-2', kind: 'camera', label: 'Camera 2' },
    { id: 'speaker-1', kind: 'speaker', label: 'Speaker 1' },
  ];
  readonly canChooseSpeaker = true;
  readonly tones = new FakeTones();
  /** Every wish for microphone and camera so far. */
  readonly wishes: MediaWish[] = [];
  /** Every track of a device so far. */
  readonly tracks: FakeTrack[] = [];
  createPeer: (configuration: PeerConfiguration) => FakePeer;
  canCreatePeer = () => true;
  /** Whether the constructor throws, whatever was said before. */
  failsToCreatePeers = false;
  /** What whoever looks for a fault would read in the console. */
  readonly warnings: { readonly what: string; readonly cause: unknown }[] = [];
  private isKnown = false;
  private readonly hideListeners = new Set<() => void>();
  private readonly deviceListeners = new Set<() => void>();
  private readonly waiting = new Set<() => void>();
  private made = 0;

  constructor(
    readonly net = new FakeNet(),
    readonly memory = new FakeCallMemory(),
  ) {
    this.createPeer = (configuration: PeerConfiguration) => {
      if (this.failsToCreatePeers) throw new DOMException('WebRTC is turned off', 'NotSupportedError');
      return net.createPeer(configuration);
    };
  }

  warn(what: string, cause: unknown): void {
    this.warnings.push({ what, cause });
  }

  /** Tracks whose light is on. */
  get openTracks(): FakeTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }

  /** Whether the browser's question is on the screen. */
  get isAsking(): boolean {
    return this.waiting.size > 0;
  }

  makeStream(tracks: readonly MediaTrack[]): MediaStreamLike {
    this.made += 1;
    return new FakeStream(`stream-${this.made}`, [...tracks]);
  }

  async getUserMedia(wish: MediaWish): Promise<MediaStreamLike> {
    const { audio, video } = wish;
    if (audio === false && video === false) throw new TypeError('neither audio nor video is asked for');
    this.wishes.push(wish);
    await this.answered(() => (audio !== false ? this.microphone : 'ready'));
    await this.answered(() => (video !== false ? this.camera : 'ready'));
    const kinds = [...(audio === false ? [] : ['microphone']), ...(video === false ? [] : ['camera'])];
    for (const kind of kinds as ('microphone' | 'camera')[]) refuse(kind, this[kind]);
    const microphone =
      audio === false || this.pick('microphone', audio === true ? undefined : audio.deviceId);
    const camera = video === false || this.pickCamera(video);
    this.isKnown = true;
    return this.makeStream([
      ...(microphone === true ? [] : [this.open('audio', microphone)]),
      ...(camera === true ? [] : [this.open('video', camera)]),
    ]);
  }

  async getDisplayMedia(): Promise<MediaStreamLike> {
    await this.answered(() => this.screen);
    refuse('screen', this.screen);
    return this.makeStream([this.open('video')]);
  }

  async listDevices(): Promise<readonly MediaDevice[]> {
    return this.isKnown ? this.devices : this.devices.map((device) => ({ ...device, label: '' }));
  }

  onDevicesChanged(listener: () => void): () => void {
    this.deviceListeners.add(listener);
    return () => this.deviceListeners.delete(listener);
  }

  onPageHide(listener: () => void): () => void {
    this.hideListeners.add(listener);
    return () => this.hideListeners.delete(listener);
  }

  /** Something was plugged in or pulled out. */
  plug(devices: readonly MediaDevice[]): void {
    this.devices = devices;
    for (const listener of [...this.deviceListeners]) listener();
  }

  /** The page is reloaded, or closed. */
  hidePage(): void {
    for (const listener of [...this.hideListeners]) listener();
  }

  /** Lets those go on who wait for the person, after the moods were changed. */
  answer(moods: { readonly microphone?: DeviceMood; readonly camera?: DeviceMood } = {}): void {
    const { microphone = 'ready', camera = 'ready' } = moods;
    Object.assign(this, { microphone, camera });
    for (const go of [...this.waiting]) go();
  }

  private async answered(mood: () => DeviceMood): Promise<void> {
    await Promise.resolve();
    while (mood() === 'asking') {
      await new Promise<void>((resolve) => {
        const go = () => {
          this.waiting.delete(go);
          resolve();
        };
        this.waiting.add(go);
      });
    }
  }

  private pickCamera(wish: Exclude<MediaWish['video'], false>): string {
    if (wish === true) return this.pick('camera', undefined);
    const { deviceId, facing } = wish;
    const cameras = this.devices.filter(({ kind }) => kind === 'camera');
    return this.pick('camera', deviceId ?? (facing === 'back' ? cameras[1]?.id : undefined));
  }

  private pick(kind: MediaDevice['kind'], id: string | undefined): string {
    const fitting = this.devices.filter((device) => device.kind === kind);
    const found = id === undefined ? fitting[0] : fitting.find((device) => device.id === id);
    if (found === undefined)
      throw new DOMException(`no such ${kind}`, id === undefined ? 'NotFoundError' : 'OverconstrainedError');
    return found.id;
  }

  private open(kind: 'audio' | 'video', deviceId?: string): FakeTrack {
    this.made += 1;
    const track = new FakeTrack(kind, `local-${this.made}`, deviceId);
    this.tracks.push(track);
    return track;
  }
}

function refuse(device: string, mood: DeviceMood): void {
  if (mood === 'denied') throw new DOMException(`no ${device} allowed`, 'NotAllowedError');
  if (mood === 'missing') throw new DOMException(`there is no ${device}`, 'NotFoundError');
  if (mood === 'in-use') throw new DOMException(`another program has the ${device}`, 'NotReadableError');
}
