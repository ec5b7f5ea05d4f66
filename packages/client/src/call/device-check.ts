import type { MediaStreamLike } from '../platform/call-platform.ts';
import type { Store } from '../store.ts';
import type { MediaProblem } from './media-state.ts';

export interface DeviceCheckState {
  readonly status: 'asking' | 'ready';
  /** Camera and microphone, what there is of them. */
  readonly stream: MediaStreamLike | undefined;
  readonly hasMicrophone: boolean;
  readonly hasCamera: boolean;
  readonly microphoneProblem?: MediaProblem;
  readonly cameraProblem?: MediaProblem;
}

/** Microphone and camera, opened to try them. */
export interface DeviceCheck {
  readonly state: Store<DeviceCheckState>;
  /** Asks again, as after a permission was given or a device chosen. */
  retry(): Promise<void>;
  close(): void;
}
