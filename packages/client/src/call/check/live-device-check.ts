import type { CallPlatform, MediaTrack } from '../../platform/call-platform.ts';
import { Writable } from '../../store.ts';
import type { DeviceCheck, DeviceCheckState } from '../calls.ts';
import { type Captured, captureBoth, captureMicrophone } from '../media/capture.ts';
import type { LiveDevices } from '../media/live-devices.ts';
import { OneAtATime } from '../media/one-at-a-time.ts';

interface Parts {
  readonly platform: CallPlatform;
  readonly devices: LiveDevices;
  readonly video: boolean;
}

const ASKING: DeviceCheckState = {
  status: 'asking',
  stream: undefined,
  hasMicrophone: false,
  hasCamera: false,
};

/** Microphone and camera as a call would get them; opened anew when the person chooses others. */
export class LiveDeviceCheck implements DeviceCheck {
  readonly state = new Writable<DeviceCheckState>(ASKING);
  private readonly actions = new OneAtATime();
  private readonly stopListening: () => void;
  private isClosed = false;

  constructor(private readonly parts: Parts) {
    this.stopListening = parts.devices.onChosen((kind) => (kind === 'speaker' ? undefined : this.retry()));
    void this.retry();
  }

  retry(): Promise<void> {
    return this.actions.run(() => this.reopen());
  }

  close(): void {
    this.isClosed = true;
    this.stopListening();
    this.stopTracks();
    this.state.set({ ...ASKING, status: 'ready' });
  }

  private async reopen(): Promise<void> {
    if (this.isClosed) return;
    this.stopTracks();
    this.state.set(ASKING);
    const { microphone, camera } = await this.open();
    if (this.isClosed) return;
    const { platform, devices } = this.parts;
    const tracks = [microphone.track, camera.track].flatMap((track) => track ?? []);
    this.state.set({
      status: 'ready',
      stream: tracks.length === 0 ? undefined : platform.makeStream(tracks),
      hasMicrophone: microphone.track !== undefined,
      hasCamera: camera.track !== undefined,
      ...(microphone.problem === undefined ? {} : { microphoneProblem: microphone.problem }),
      ...(camera.problem === undefined ? {} : { cameraProblem: camera.problem }),
    });
    for (const track of tracks) track.addEventListener?.('ended', () => void this.onLost(track));
    // With the permission come the names of the devices.
    void devices.refresh();
  }

  private async open(): Promise<{ readonly microphone: Captured; readonly camera: Captured }> {
    const { platform, devices, video } = this.parts;
    const options = { orAny: true, isWanted: () => !this.isClosed };
    if (video)
      return captureBoth(platform, { audio: devices.microphoneWish, video: devices.cameraWish }, options);
    return { microphone: await captureMicrophone(platform, devices.microphoneWish, options), camera: {} };
  }

  /** Unplugged, or its permission withdrawn: looks what there is now; once, when both went together. */
  private onLost(track: MediaTrack): Promise<void> {
    return this.actions.run(async () => {
      if (this.state.get().stream?.getTracks().includes(track) === true) await this.reopen();
    });
  }

  private stopTracks(): void {
    for (const track of this.state.get().stream?.getTracks() ?? []) track.stop();
  }
}
