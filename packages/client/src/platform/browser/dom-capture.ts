import type { MediaDevice, MediaStreamLike, MediaWish } from '../call-platform.ts';

const SOUND: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const PICTURE: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};
const KIND_OF: Readonly<Record<MediaDeviceKind, MediaDevice['kind']>> = {
  audioinput: 'microphone',
  videoinput: 'camera',
  audiooutput: 'speaker',
};

/** Microphone and camera of a web page. A device that is named is used, or the promise rejects. */
export async function getUserMedia({ audio, video }: MediaWish): Promise<MediaStreamLike> {
  return requireMediaDevices().getUserMedia({
    audio: typeof audio === 'object' ? { ...SOUND, deviceId: { exact: audio.deviceId } } : audio && SOUND,
    video: video && { ...PICTURE, ...which(video) },
  });
}

/** The screen, without its sound. */
export async function getDisplayMedia(): Promise<MediaStreamLike> {
  const stream = await requireMediaDevices().getDisplayMedia({
    video: { frameRate: { ideal: 15, max: 30 } },
    audio: false,
  });
  // What is shared is read: sharp at few frames rather than smooth and blurred.
  for (const track of stream.getVideoTracks()) track.contentHint = 'detail';
  return stream;
}

export async function listDevices(): Promise<readonly MediaDevice[]> {
  const list = await requireMediaDevices().enumerateDevices();
  return list.map(({ deviceId, kind, label }) => ({ id: deviceId, kind: KIND_OF[kind], label }));
}

export function onDevicesChanged(listener: () => void): () => void {
  const { mediaDevices } = navigator as Partial<Navigator>;
  mediaDevices?.addEventListener('devicechange', listener);
  return () => mediaDevices?.removeEventListener('devicechange', listener);
}

export function canShareScreen(): boolean {
  const { mediaDevices } = navigator as Partial<Navigator>;
  return typeof mediaDevices?.getDisplayMedia === 'function';
}

function which(video: Exclude<MediaWish['video'], false>): MediaTrackConstraints {
  if (video === true) return { facingMode: 'user' };
  if (video.deviceId !== undefined) return { deviceId: { exact: video.deviceId } };
  if (video.facing === undefined) return {};
  return { facingMode: { exact: video.facing === 'front' ? 'user' : 'environment' } };
}

/** A page without HTTPS has none. */
function requireMediaDevices(): MediaDevices {
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (mediaDevices !== undefined) return mediaDevices;
  throw new DOMException('Camera and microphone need a page with HTTPS', 'NotSupportedError');
}
