import type { CallPlatform, MediaTrack, Peer } from '../../platform/call-platform.ts';
import { Writable } from '../../store.ts';
import type { CallType, LocalMediaState, MediaProblem } from '../call.ts';
import { CameraChoice } from './camera-choice.ts';
import {
  type CameraWish,
  captureBoth,
  captureCamera,
  captureMicrophone,
  type MicrophoneWish,
} from './capture.ts';
import { DeviceSource } from './device-source.ts';
import type { LiveDevices } from './live-devices.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { Preview } from './preview.ts';
import { ScreenShare } from './screen-share.ts';
import { Senders } from './senders.ts';

/** What the other side is told of us. */
export interface MediaFlags {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
}

interface Parts {
  readonly platform: CallPlatform;
  readonly devices: LiveDevices;
  /** Called when the flags have changed. */
  onFlags(flags: MediaFlags): void;
}

/**
 * One's own sound and picture in one call, whatever peer it has at the moment. What the person turns off is off at
 * once; what has to be asked for comes one at a time, so that no two questions leave two cameras open. Nothing here
 * rejects: what did not work is a problem in `state`, and the call goes on with what there is.
 */
export class LocalMedia {
  readonly state: Writable<LocalMediaState>;
  private readonly microphone: DeviceSource<MicrophoneWish>;
  private readonly camera: DeviceSource<CameraWish>;
  private readonly screen: ScreenShare;
  private readonly cameraChoice: CameraChoice;
  private readonly senders: Senders;
  private readonly preview: Preview;
  private readonly actions = new OneAtATime();
  private readonly stopListening: readonly (() => void)[];
  private told: MediaFlags = { audio: false, video: false, screen: false };
  private knownMicrophones: ReadonlySet<string>;
  private isMuted = false;
  private wantsCamera = false;
  private questions = 0;
  private isClosed = false;

  constructor(private readonly parts: Parts) {
    const { platform, devices } = parts;
    const onChange = () => this.show();
    this.senders = new Senders(platform.makeStream([]));
    this.preview = new Preview(platform);
    this.cameraChoice = new CameraChoice(devices);
    this.microphone = new DeviceSource<MicrophoneWish>({
      of: 'microphone',
      wish: () => devices.microphoneWish,
      capture: (wish, options) => captureMicrophone(platform, wish, options),
      isWanted: () => !this.isClosed,
      send: () => this.send('microphone'),
      onChange,
      onLost: () => void this.replaceLost(this.microphone),
    });
    this.camera = new DeviceSource<CameraWish>({
      of: 'camera',
      wish: () => this.cameraChoice.wish,
      capture: (wish, options) => captureCamera(platform, wish, options),
      isWanted: () => this.wantsCamera && !this.isClosed,
      send: () => this.send('camera'),
      onChange,
      onLost: () => void this.replaceLost(this.camera),
    });
    this.screen = new ScreenShare(platform, () => this.stopSharing());
    this.knownMicrophones = this.microphonesNow();
    this.state = new Writable(this.look());
    this.stopListening = [
      devices.onChosen((kind) => (kind === 'speaker' ? undefined : this.switchToChosen(kind))),
      devices.state.subscribe(() => this.onDevices()),
    ];
  }

  get flags(): MediaFlags {
    return {
      audio: this.microphone.track !== undefined && !this.isMuted,
      video: this.camera.track !== undefined,
      screen: this.screen.track !== undefined,
    };
  }

  /** Opens the microphone and, if wished, the camera; resolves when it is known what there is. */
  acquire({ video }: { readonly video: boolean }): Promise<void> {
    this.wantsCamera = video;
    return this.asking(() => (video ? this.openBoth() : this.openMicrophone()));
  }

  /** Asks again for what was wanted and is not there. */
  retry(): Promise<void> {
    return this.asking(async () => {
      const lacksCamera = this.wantsCamera && this.camera.track === undefined;
      if (this.microphone.track !== undefined) return lacksCamera ? this.openCamera() : undefined;
      return lacksCamera ? this.openBoth() : this.openMicrophone();
    });
  }

  /**
   * Puts what there is on this peer, and from now on what changes.
   *
   * @param role `caller` for the one who makes the first offer; for the other, call it before that offer is applied
   */
  attach(peer: Peer, role: 'caller' | 'callee', type: CallType): void {
    if (this.isClosed) return;
    this.senders.attach(peer, role, type, { audio: this.microphone.track, video: this.picture });
  }

  setMuted(isMuted: boolean): void {
    this.isMuted = isMuted;
    this.show();
  }

  setCamera(isOn: boolean): Promise<MediaProblem | undefined> {
    this.wantsCamera = isOn;
    if (!isOn) {
      this.camera.stop();
      return this.actions.run(() => this.send('camera'));
    }
    return this.asking(async () => {
      if (this.camera.track === undefined) await this.openCamera();
      return this.camera.problem;
    });
  }

  flipCamera(): Promise<MediaProblem | undefined> {
    return this.asking(async () => {
      const { track } = this.camera;
      const other = track === undefined ? undefined : this.cameraChoice.otherThan(track);
      if (other === undefined) return undefined;
      const problem = await this.camera.exchange(other);
      if (problem === undefined) this.cameraChoice.flipTo(other);
      return problem;
    });
  }

  /** Shares the screen in place of the camera, which is given back afterwards. */
  shareScreen(): Promise<MediaProblem | undefined> {
    if (!this.isClosed) this.screen.want();
    return this.asking(async () => {
      const problem = await this.screen.open();
      this.show();
      return problem ?? (await this.send('screen'));
    });
  }

  stopSharing(): void {
    this.screen.stop();
    this.show();
    void this.actions.run(() => this.send('screen'));
  }

  /** Stops everything, for good; what was asked for and arrives later is stopped then. */
  close(): void {
    this.isClosed = true;
    for (const stop of this.stopListening) stop();
    this.senders.detach();
    for (const source of [this.microphone, this.camera, this.screen]) source.stop();
    this.show();
  }

  private get picture(): MediaTrack | undefined {
    return this.screen.track ?? this.camera.track;
  }

  private async openBoth(): Promise<void> {
    const { platform, devices } = this.parts;
    const wish = { audio: devices.microphoneWish, video: this.cameraChoice.wish };
    const got = await captureBoth(platform, wish, { orAny: true, isWanted: () => !this.isClosed });
    await Promise.all([this.microphone.settle(got.microphone), this.camera.settle(got.camera)]);
    this.learnNames();
  }

  private async openMicrophone(): Promise<void> {
    await this.microphone.open();
    this.learnNames();
  }

  private async openCamera(): Promise<void> {
    await this.camera.open();
    this.learnNames();
  }

  /** With the permission come the names of the devices. */
  private learnNames(): void {
    if (!this.isClosed) void this.parts.devices.refresh();
  }

  private replaceLost(source: DeviceSource<MicrophoneWish> | DeviceSource<CameraWish>): Promise<void> {
    return this.actions.run(async () => {
      await this.parts.devices.refresh();
      await source.replaceLost();
    });
  }

  /** The person has chosen, or the chosen device was plugged in again. */
  private switchToChosen(kind: 'microphone' | 'camera'): Promise<void> {
    if (kind === 'camera') this.cameraChoice.forgetFlip();
    return this.asking(async () => {
      if (kind === 'microphone') await switchTo(this.microphone, this.parts.devices.microphoneWish);
      else await switchTo(this.camera, this.parts.devices.cameraWish);
    });
  }

  /** A microphone that was missing and is plugged in is used without being asked for; a camera is not. */
  private onDevices(): void {
    const before = this.knownMicrophones;
    this.knownMicrophones = this.microphonesNow();
    const isNew = [...this.knownMicrophones].some((id) => !before.has(id));
    const { problem } = this.microphone;
    if (isNew && (problem?.kind === 'lost' || problem?.kind === 'missing'))
      void this.actions.run(async () => {
        if (this.microphone.track === undefined) await this.microphone.open();
      });
    this.show();
  }

  private microphonesNow(): ReadonlySet<string> {
    return new Set(this.parts.devices.state.get().microphones.map(({ id }) => id));
  }

  private async send(of: MediaProblem['of']): Promise<MediaProblem | undefined> {
    try {
      if (of === 'microphone') await this.senders.put('audio', this.microphone.track);
      else await this.senders.put('video', this.picture);
      return undefined;
    } catch (cause) {
      return { of, kind: 'failed', cause };
    }
  }

  private async asking<T>(action: () => Promise<T>): Promise<T> {
    this.questions += 1;
    this.show();
    try {
      return await this.actions.run(action);
    } finally {
      this.questions -= 1;
      this.show();
    }
  }

  /** Makes everything show what is: the mute, the state and the flags. */
  private show(): void {
    if (this.microphone.track !== undefined) this.microphone.track.enabled = !this.isMuted;
    this.state.set(this.look());
    const { flags, told } = this;
    const isNews = flags.audio !== told.audio || flags.video !== told.video || flags.screen !== told.screen;
    if (!isNews || this.isClosed) return;
    this.told = flags;
    this.parts.onFlags(flags);
  }

  private look(): LocalMediaState {
    const { microphone, camera, screen } = this;
    return {
      preview: this.preview.of(this.picture),
      microphone: microphone.track === undefined ? 'none' : this.isMuted ? 'muted' : 'on',
      camera: camera.track !== undefined ? 'on' : camera.problem === undefined ? 'off' : 'none',
      screen: screen.track === undefined ? 'off' : 'on',
      isChanging: this.questions > 0,
      ...(microphone.problem === undefined ? {} : { microphoneProblem: microphone.problem }),
      ...(camera.problem === undefined ? {} : { cameraProblem: camera.problem }),
      canShareScreen: screen.isPossible,
      canFlipCamera: this.cameraChoice.canFlip,
    };
  }
}

/** Has a source use this device, if it is another than now; one that is off stays off. */
async function switchTo<Wish>(source: DeviceSource<Wish>, wish: Wish): Promise<void> {
  const deviceId =
    typeof wish === 'object' && wish !== null && 'deviceId' in wish ? wish.deviceId : undefined;
  if (source.track === undefined) {
    if (source.problem !== undefined) await source.open();
  } else if (deviceId !== undefined && source.track.getSettings?.().deviceId !== deviceId)
    await source.exchange(wish);
}
