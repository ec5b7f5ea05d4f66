import type { CallPlatform, MediaStreamLike, MediaTrack, MediaWish } from '../../platform/call-platform.ts';
import type { MediaProblem } from '../call.ts';
import { mediaProblem } from './media-problem.ts';

export type MicrophoneWish = Exclude<MediaWish['audio'], false>;
export type CameraWish = Exclude<MediaWish['video'], false>;

/** What came of asking for one device: its track, or its problem, or neither where nobody wanted it any more. */
export interface Captured {
  readonly track?: MediaTrack;
  readonly problem?: MediaProblem;
}

export interface CaptureOptions {
  /** Looked at before each question and when its answer comes; what nobody wants any more is stopped at once. */
  isWanted(): boolean;
  /** Whether any other device will do where the named one is gone or in use. */
  readonly orAny: boolean;
}

/**
 * Asks for microphone and camera in one question, so that the person answers once; where that fails, for each
 * alone, so that one that is denied or broken does not take the other with it. Never rejects.
 */
export async function captureBoth(
  platform: CallPlatform,
  wish: { readonly audio: MicrophoneWish; readonly video: CameraWish },
  options: CaptureOptions,
): Promise<{ readonly microphone: Captured; readonly camera: Captured }> {
  const { stream, problem } = await ask(platform, wish, 'microphone', options);
  if (stream !== undefined) return { microphone: trackOf(stream, 'audio'), camera: trackOf(stream, 'video') };
  // Where nothing can be captured at all, asking for each alone cannot do better.
  if (problem?.kind === 'unsupported')
    return { microphone: { problem }, camera: { problem: { ...problem, of: 'camera' } } };
  return {
    microphone: await captureMicrophone(platform, wish.audio, options),
    camera: await captureCamera(platform, wish.video, options),
  };
}

/** Asks for a microphone. Never rejects. */
export async function captureMicrophone(
  platform: CallPlatform,
  wish: MicrophoneWish,
  options: CaptureOptions,
): Promise<Captured> {
  const asked = await ask(platform, { audio: wish, video: false }, 'microphone', options);
  const { stream, problem } =
    options.orAny && wish !== true && isTheDevice(asked.problem)
      ? await ask(platform, { audio: true, video: false }, 'microphone', options)
      : asked;
  return stream !== undefined ? trackOf(stream, 'audio') : withProblem(problem);
}

/** Asks for a camera. Never rejects. */
export async function captureCamera(
  platform: CallPlatform,
  wish: CameraWish,
  options: CaptureOptions,
): Promise<Captured> {
  const asked = await ask(platform, { audio: false, video: wish }, 'camera', options);
  const { stream, problem } =
    options.orAny && wish !== true && isTheDevice(asked.problem)
      ? await ask(platform, { audio: false, video: true }, 'camera', options)
      : asked;
  return stream !== undefined ? trackOf(stream, 'video') : withProblem(problem);
}

async function ask(
  platform: CallPlatform,
  wish: MediaWish,
  of: MediaProblem['of'],
  { isWanted }: CaptureOptions,
): Promise<{ readonly stream?: MediaStreamLike; readonly problem?: MediaProblem }> {
  if (!isWanted()) return {};
  try {
    const stream = await platform.getUserMedia(wish);
    if (isWanted()) return { stream };
    for (const track of stream.getTracks()) track.stop();
    return {};
  } catch (thrown) {
    return { problem: mediaProblem(of, thrown) };
  }
}

/** Whether the named device is the problem, and another one might not be. */
function isTheDevice(problem: MediaProblem | undefined): boolean {
  return problem?.kind === 'missing' || problem?.kind === 'in-use';
}

function trackOf(stream: MediaStreamLike, kind: 'audio' | 'video'): Captured {
  const track = stream.getTracks().find((one) => one.kind === kind);
  return track === undefined ? {} : { track };
}

function withProblem(problem: MediaProblem | undefined): Captured {
  return problem === undefined ? {} : { problem };
}
