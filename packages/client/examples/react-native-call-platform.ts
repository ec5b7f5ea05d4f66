/**
 * What calls need of a phone: `react-native-webrtc` for sound and picture, `expo-audio` for the tones. Neither is
 * installed here, so what is used of them is declared below; in your app these lines are imports.
 */
import type { CallPlatform, MediaDevice, MediaStreamLike, Peer } from '@jiggy-care/client/calls';

/** `react-native-webrtc`: declared as loosely as it declares itself, so that the same lines fit the real package. */
declare const RTCPeerConnection: new (configuration?: {
  iceServers?: { urls?: string | string[]; username?: string; credential?: string }[];
  iceTransportPolicy?: 'all' | 'relay';
}) => object;
declare const MediaStream: new (tracks: never) => { readonly id: string; toURL(): string };
declare const mediaDevices: {
  getUserMedia(constraints: { audio: boolean; video: boolean | object }): Promise<object>;
  enumerateDevices(): Promise<unknown>;
};
export interface PhoneStream extends MediaStreamLike {
  /** What `RTCView` shows. */
  toURL(): string;
}

interface PhoneDevice {
  readonly deviceId: string;
  readonly kind: string;
  readonly label: string;
}

/** `expo-audio`. */
declare const createAudioPlayer: (source: string) => {
  loop: boolean;
  volume: number;
  play(): void;
  remove(): void;
};

/** The server has them; in your app, bundle them, so that it rings at once. */
const SOUNDS = 'https://care.example.org/sounds';

export const phoneCalls: CallPlatform = {
  // The casts: what it publishes knows neither readonly lists nor events by their names, and is the same at run time.
  createPeer: ({ iceServers, ...more }) =>
    new RTCPeerConnection({ iceServers: [...iceServers], ...more }) as unknown as Peer,
  makeStream: (tracks) => new MediaStream([...tracks] as never) as unknown as PhoneStream,
  getUserMedia: async ({ audio, video }) => {
    const wish = { audio: audio !== false, video: pickCamera(video) };
    const stream = (await mediaDevices.getUserMedia(wish)) as unknown as PhoneStream;
    const kinds = stream.getTracks().map(({ kind }) => kind);
    const isWhole = (!audio || kinds.includes('audio')) && (!video || kinds.includes('video'));
    if (isWhole) return stream;
    // Asked for both and allowed only one, the phone gives that one and says nothing.
    for (const track of stream.getTracks()) track.stop();
    throw Object.assign(new Error('Not everything was allowed'), { name: 'NotAllowedError' });
  },
  listDevices: async () => ((await mediaDevices.enumerateDevices()) as PhoneDevice[]).flatMap(readDevice),
  tones: {
    play: (tone, { volume, onStarted }) => {
      const player = createAudioPlayer(`${SOUNDS}/${tone}.mp3`);
      player.loop = tone !== 'chime';
      player.volume = volume;
      player.play();
      onStarted();
      return {
        stop: () => player.remove(),
        setVolume: (louder) => {
          player.volume = louder;
        },
      };
    },
  },
};

function pickCamera(wish: Parameters<CallPlatform['getUserMedia']>[0]['video']): boolean | object {
  if (typeof wish === 'boolean') return wish && { facingMode: 'user' };
  if (wish.deviceId !== undefined) return { deviceId: wish.deviceId };
  return { facingMode: wish.facing === 'back' ? 'environment' : 'user' };
}

function readDevice(device: PhoneDevice): MediaDevice[] {
  const { deviceId: id, label } = device;
  if (device.kind === 'videoinput') return [{ id, kind: 'camera', label }];
  return device.kind === 'audioinput' ? [{ id, kind: 'microphone', label }] : [];
}
