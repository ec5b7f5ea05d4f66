import type { MediaTrack } from '../../platform/call-platform.ts';
import type { CameraWish } from './capture.ts';
import type { LiveDevices } from './live-devices.ts';

/** Which camera to ask for: the chosen one, unless the person has flipped to another during the call. */
export class CameraChoice {
  private flippedTo: CameraWish | undefined;

  constructor(private readonly devices: LiveDevices) {}

  get wish(): CameraWish {
    return this.flippedTo ?? this.devices.cameraWish;
  }

  /** Whether there is a second camera to flip to. */
  get canFlip(): boolean {
    return this.devices.state.get().cameras.length > 1;
  }

  /** The camera on the other side of a phone; where cameras have no side, the next one of the list. */
  otherThan(track: MediaTrack): CameraWish | undefined {
    if (!this.canFlip) return undefined;
    const { facingMode, deviceId } = track.getSettings?.() ?? {};
    if (facingMode === 'user') return { facing: 'back' };
    if (facingMode === 'environment') return { facing: 'front' };
    const { cameras } = this.devices.state.get();
    const next = cameras[cameras.findIndex(({ id }) => id === deviceId) + 1] ?? cameras[0];
    return next === undefined ? undefined : { deviceId: next.id };
  }

  flipTo(wish: CameraWish): void {
    this.flippedTo = wish;
  }

  /** A choice in the list of devices goes before what was flipped to earlier. */
  forgetFlip(): void {
    this.flippedTo = undefined;
  }
}
