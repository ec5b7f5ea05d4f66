import type { MediaStreamLike } from '../platform/call-platform.ts';

/**
 * Why a camera, a microphone or a screen could not be used.
 *
 * - `denied`: the person or the system forbids it; `missing`: there is none; `in-use`: another program has it
 * - `lost`: it was there and is gone: unplugged, or its permission withdrawn
 * - `unsupported`: this device or page cannot do it at all (a page without HTTPS); `failed`: anything else
 */
export type MediaProblemKind = 'denied' | 'missing' | 'in-use' | 'lost' | 'unsupported' | 'failed';

export interface MediaProblem {
  readonly of: 'microphone' | 'camera' | 'screen';
  readonly kind: MediaProblemKind;
  readonly cause?: unknown;
}

export interface LocalMediaState {
  /** One's own picture, without sound: camera or screen. `undefined` while there is none. */
  readonly preview: MediaStreamLike | undefined;
  readonly microphone: 'on' | 'muted' | 'none';
  readonly camera: 'on' | 'off' | 'none';
  readonly screen: 'on' | 'off';
  /** While the camera or the screen is being asked for. */
  readonly isChanging: boolean;
  readonly microphoneProblem?: MediaProblem;
  readonly cameraProblem?: MediaProblem;
  readonly canShareScreen: boolean;
  /** Whether there is a second camera to turn to. */
  readonly canFlipCamera: boolean;
}
