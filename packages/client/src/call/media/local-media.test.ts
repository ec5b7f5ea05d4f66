import { beforeEach, describe, expect, test } from 'vitest';
import type { MediaWish } from '../../platform/call-platform.ts';
import { FakeCallPlatform } from '../../testing/fake-call-platform.ts';
import type { FakeTrack } from '../../testing/fake-media.ts';
import type { FakePeer } from '../../testing/fake-peer.ts';
import { soon } from '../../testing/soon.ts';
import { LiveDevices } from './live-devices.ts';
import { LocalMedia, type MediaFlags } from './local-media.ts';

let platform: FakeCallPlatform;
let devices: LiveDevices;
let media: LocalMedia;
let flags: MediaFlags[];

beforeEach(() => {
  platform = new FakeCallPlatform();
  begin();
});

function begin(): void {
  flags = [];
  devices = new LiveDevices(platform);
  media = new LocalMedia({ platform, devices, onFlags: (told) => flags.push(told) });
}

const state = () => media.state.get();
const open = () => platform.openTracks.map((track) => `${track.kind} ${track.getSettings().deviceId}`);

/** What the peer of a call would send, in the order of its m-lines. */
const sent = (peer: FakePeer) => peer.getTransceivers().map(({ sender }) => sender.track?.id ?? null);
const direction = (peer: FakePeer) =>
  peer.getTransceivers().map(({ kind, direction }) => `${kind} ${direction}`);

function attach(role: 'caller' | 'callee' = 'caller', type: 'video' | 'audio' = 'video'): FakePeer {
  const peer = platform.net.createPeer({ iceServers: [] });
  media.attach(peer, role, type);
  return peer;
}

/** The open track of this device. */
function track(deviceId: string): FakeTrack {
  const found = platform.openTracks.find((one) => one.getSettings().deviceId === deviceId);
  if (found === undefined) throw new Error(`${deviceId} is not open`);
  return found;
}

describe('asking for camera and microphone', () => {
  test('the person is asked once for both', async () => {
    await media.acquire({ video: true });
    expect(platform.wishes).toEqual([{ audio: true, video: true }]);
    expect(state()).toMatchObject({ microphone: 'on', camera: 'on', isChanging: false });
    expect(media.flags).toEqual({ audio: true, video: true, screen: false });
  });

  test('a denied camera does not take the microphone with it', async () => {
    platform.camera = 'denied';
    await media.acquire({ video: true });
    expect(state()).toMatchObject({ microphone: 'on', camera: 'none' });
    expect(state().cameraProblem).toMatchObject({ of: 'camera', kind: 'denied' });
    expect(state().microphoneProblem).toBeUndefined();
  });

  test('a denied microphone does not take the camera with it', async () => {
    platform.microphone = 'denied';
    await media.acquire({ video: true });
    expect(state()).toMatchObject({ microphone: 'none', camera: 'on' });
    expect(state().microphoneProblem).toMatchObject({ of: 'microphone', kind: 'denied' });
  });

  test('a caller with nothing at all still sees and hears', async () => {
    Object.assign(platform, { camera: 'missing', microphone: 'in-use' });
    await media.acquire({ video: true });
    expect(state().microphoneProblem?.kind).toBe('in-use');
    expect(state().cameraProblem?.kind).toBe('missing');
    expect(direction(attach('caller'))).toEqual(['audio recvonly', 'video recvonly']);
  });

  test('a page that has no devices says so at the first question', async () => {
    platform.getUserMedia = async () => {
      throw new DOMException('no HTTPS', 'NotSupportedError');
    };
    begin();
    await media.acquire({ video: true });
    expect([state().microphoneProblem, state().cameraProblem]).toMatchObject([
      { of: 'microphone', kind: 'unsupported' },
      { of: 'camera', kind: 'unsupported' },
    ]);
  });

  test('a voice call does not touch the camera', async () => {
    await media.acquire({ video: false });
    expect(platform.wishes).toEqual([{ audio: true, video: false }]);
    expect(state()).toMatchObject({ microphone: 'on', camera: 'off', preview: undefined });
    expect(direction(attach('caller', 'audio'))).toEqual(['audio sendrecv']);
  });

  test('what is allowed when the call is over is stopped at once', async () => {
    platform.camera = 'asking';
    const asked = media.acquire({ video: true });
    await soon();
    media.close();
    platform.answer();
    await asked;
    expect(platform.tracks).toHaveLength(2);
    expect(open()).toEqual([]);
    expect(platform.wishes).toHaveLength(1);
  });

  test('trying again asks only for what is missing', async () => {
    platform.camera = 'denied';
    await media.acquire({ video: true });
    platform.camera = 'ready';
    platform.wishes.length = 0;
    await media.retry();
    expect(platform.wishes).toEqual([{ audio: false, video: true }]);
    expect(state()).toMatchObject({ microphone: 'on', camera: 'on' });
    expect(state().cameraProblem).toBeUndefined();
  });

  test('trying again in a voice call leaves the camera off', async () => {
    platform.microphone = 'denied';
    await media.acquire({ video: false });
    platform.microphone = 'ready';
    await media.retry();
    expect(open()).toEqual(['audio mic-1']);
  });
});

describe('microphone and camera in a call', () => {
  test('mute keeps the microphone and silences it', async () => {
    await media.acquire({ video: true });
    media.setMuted(true);
    expect(track('mic-1').enabled).toBe(false);
    expect(state().microphone).toBe('muted');
    expect(flags.at(-1)).toMatchObject({ audio: false, video: true });
  });

  test('who mutes before the microphone is there is not heard when it comes', async () => {
    media.setMuted(true);
    await media.acquire({ video: false });
    expect(track('mic-1').enabled).toBe(false);
    expect(flags).toEqual([]);
  });

  test('a camera that is turned off is not used at all', async () => {
    await media.acquire({ video: true });
    const peer = attach();
    const off = media.setCamera(false);
    expect(open()).toEqual(['audio mic-1']);
    await off;
    expect(sent(peer)[1]).toBeNull();
    expect(state()).toMatchObject({ camera: 'off', preview: undefined });
    expect(flags.at(-1)).toEqual({ audio: true, video: false, screen: false });
  });

  test('turned on again it is sent on the line that is there', async () => {
    await media.acquire({ video: true });
    const peer = attach();
    await media.setCamera(false);
    expect(await media.setCamera(true)).toBeUndefined();
    expect(sent(peer)).toEqual([track('mic-1').id, track('cam-1').id]);
  });

  test('a voice call gets its picture by a line of its own', async () => {
    await media.acquire({ video: false });
    const peer = attach('caller', 'audio');
    await media.setCamera(true);
    expect(direction(peer)).toEqual(['audio sendrecv', 'video sendrecv']);
    expect(sent(peer)[1]).toBe(track('cam-1').id);
  });

  test('a camera that cannot be turned on tells why', async () => {
    await media.acquire({ video: false });
    platform.camera = 'in-use';
    expect(await media.setCamera(true)).toMatchObject({ of: 'camera', kind: 'in-use' });
    expect(state()).toMatchObject({ camera: 'none', cameraProblem: { kind: 'in-use' } });
  });

  test('quick clicks leave one camera open', async () => {
    await media.acquire({ video: false });
    attach();
    await Promise.all([true, true, false, true].map((isOn) => media.setCamera(isOn)));
    expect(open()).toEqual(['audio mic-1', 'video cam-1']);
    expect(platform.wishes).toHaveLength(2);
  });

  test('a camera that is turned off while both are asked for does not come on', async () => {
    platform.camera = 'asking';
    const asked = media.acquire({ video: true });
    await soon();
    void media.setCamera(false);
    platform.answer();
    await asked;
    expect(open()).toEqual(['audio mic-1']);
    expect(state()).toMatchObject({ microphone: 'on', camera: 'off' });
  });

  test('a camera that is turned off while it is asked for does not come on', async () => {
    await media.acquire({ video: false });
    platform.camera = 'asking';
    const asked = media.setCamera(true);
    await soon();
    expect(state().isChanging).toBe(true);
    void media.setCamera(false);
    platform.answer();
    expect(await asked).toBeUndefined();
    expect(open()).toEqual(['audio mic-1']);
    expect(state()).toMatchObject({ camera: 'off', isChanging: false });
    expect(flags.some(({ video }) => video)).toBe(false);
  });

  test('the other camera of a phone takes the place of the first', async () => {
    await media.acquire({ video: true });
    const peer = attach();
    const first = track('cam-1');
    first.getSettings = () => ({ deviceId: 'cam-1', facingMode: 'user' });
    expect(state().canFlipCamera).toBe(true);
    await media.flipCamera();
    expect(platform.wishes.at(-1)).toEqual({ audio: false, video: { facing: 'back' } });
    expect(sent(peer)[1]).toBe(track('cam-2').id);
    await media.setCamera(false);
    await media.setCamera(true);
    expect(open()).toContain('video cam-2');
  });

  test('a phone that opens one camera at a time gives up the first for the second', async () => {
    await media.acquire({ video: true });
    const peer = attach();
    const getUserMedia = platform.getUserMedia.bind(platform);
    platform.getUserMedia = async (wish: MediaWish) => {
      if (platform.openTracks.some(({ kind }) => kind === 'video'))
        throw new DOMException('one at a time', 'NotReadableError');
      return getUserMedia(wish);
    };
    expect(await media.flipCamera()).toBeUndefined();
    expect(sent(peer)[1]).toBe(track('cam-2').id);
    expect(open()).toEqual(['audio mic-1', 'video cam-2']);
  });

  test('a new peer gets what is there now', async () => {
    await media.acquire({ video: true });
    attach('callee');
    await media.setCamera(false);
    await media.setCamera(true);
    const next = attach('callee');
    expect(sent(next)).toEqual([track('mic-1').id, track('cam-1').id]);
  });

  test('a peer that is closed in the midst of a change does not hold up the next', async () => {
    await media.acquire({ video: true });
    const peer = attach();
    platform.net.hold = (_, operation) => (operation === 'replaceTrack' ? new Promise(() => {}) : undefined);
    void media.setCamera(false);
    await soon();
    peer.close();
    platform.net.hold = undefined;
    const next = attach();
    await media.setCamera(true);
    expect(sent(next)).toContain(track('cam-1').id);
    expect(state().cameraProblem).toBeUndefined();
  });

  test('both are of one stream', async () => {
    await media.acquire({ video: true });
    const streams = new Set(
      attach()
        .getTransceivers()
        .map(({ sender }) => sender.streamId),
    );
    expect(streams.size).toBe(1);
  });

  test('at the end everything is off and nobody listens any more', async () => {
    await media.acquire({ video: true });
    await media.shareScreen();
    const told = flags.length;
    media.close();
    expect(open()).toEqual([]);
    expect(flags).toHaveLength(told);
    const atEnd = media.state.get();
    platform.plug([]);
    await soon();
    expect(devices.state.get().microphones).toEqual([]);
    expect(media.state.get()).toBe(atEnd);
    await media.setCamera(true);
    await media.shareScreen();
    expect(open()).toEqual([]);
  });
});

describe('the screen', () => {
  test('is sent in place of the camera, which comes back afterwards', async () => {
    await media.acquire({ video: true });
    const peer = attach();
    const camera = track('cam-1');
    expect(await media.shareScreen()).toBeUndefined();
    const screen = platform.openTracks.at(-1);
    expect(sent(peer)[1]).toBe(screen?.id);
    expect(state()).toMatchObject({ screen: 'on', camera: 'on' });
    expect(state().preview?.getTracks()).toEqual([screen]);
    expect(flags.at(-1)).toEqual({ audio: true, video: true, screen: true });
    media.stopSharing();
    await soon();
    expect(screen?.readyState).toBe('ended');
    expect(sent(peer)[1]).toBe(camera.id);
    expect(state().preview?.getTracks()).toEqual([camera]);
  });

  test("ends with the browser's own button too", async () => {
    await media.acquire({ video: false });
    const peer = attach('caller', 'audio');
    await media.shareScreen();
    platform.openTracks.at(-1)?.end();
    await soon();
    expect(state().screen).toBe('off');
    expect(sent(peer)[1]).toBeNull();
    expect(flags.at(-1)).toEqual({ audio: true, video: false, screen: false });
  });

  test('may be chosen not to be shared', async () => {
    platform.screen = 'denied';
    expect(await media.shareScreen()).toBeUndefined();
    expect(state().screen).toBe('off');
  });

  test('that the system does not let out is told as denied', async () => {
    platform.getDisplayMedia = async () => {
      throw new DOMException('Permission denied by system', 'NotAllowedError');
    };
    expect(await media.shareScreen()).toMatchObject({ of: 'screen', kind: 'denied' });
  });

  test('goes on while the camera behind it is turned off', async () => {
    await media.acquire({ video: true });
    const peer = attach();
    await media.shareScreen();
    const screen = platform.openTracks.at(-1);
    await media.setCamera(false);
    expect(sent(peer)[1]).toBe(screen?.id);
    media.stopSharing();
    await soon();
    expect(sent(peer)[1]).toBeNull();
  });

  test('that is chosen after the sharing was taken back is not shared', async () => {
    platform.screen = 'asking';
    const asked = media.shareScreen();
    await soon();
    media.stopSharing();
    platform.screen = 'ready';
    platform.answer();
    await asked;
    expect(open()).toEqual([]);
  });
});

describe('devices that come and go', () => {
  test('a chosen microphone is used at once, with the mute of the one before', async () => {
    await media.acquire({ video: true });
    const peer = attach();
    media.setMuted(true);
    await devices.choose({ kind: 'microphone', id: 'mic-2' });
    expect(open()).toEqual(['video cam-1', 'audio mic-2']);
    expect(sent(peer)[0]).toBe(track('mic-2').id);
    expect(track('mic-2').enabled).toBe(false);
  });

  test('the microphone before goes on where the chosen one is in use', async () => {
    await media.acquire({ video: false });
    const peer = attach();
    const getUserMedia = platform.getUserMedia.bind(platform);
    platform.getUserMedia = async (wish: MediaWish) => {
      if (typeof wish.audio === 'object') throw new DOMException('in use', 'NotReadableError');
      return getUserMedia(wish);
    };
    await devices.choose({ kind: 'microphone', id: 'mic-2' });
    expect(sent(peer)[0]).toBe(track('mic-1').id);
    expect(state()).toMatchObject({ microphone: 'on', microphoneProblem: { kind: 'in-use' } });
  });

  test('a camera that is off stays off when another is chosen', async () => {
    await media.acquire({ video: true });
    await media.setCamera(false);
    await devices.choose({ kind: 'camera', id: 'cam-2' });
    expect(open()).toEqual(['audio mic-1']);
    await media.setCamera(true);
    expect(open()).toContain('video cam-2');
  });

  test('a microphone that is pulled out is replaced by another', async () => {
    await devices.choose({ kind: 'microphone', id: 'mic-2' });
    await media.acquire({ video: false });
    const peer = attach();
    const all = platform.devices;
    const lost = track('mic-2');
    platform.plug(all.filter(({ id }) => id !== 'mic-2'));
    lost.end();
    await soon();
    expect(sent(peer)[0]).toBe(track('mic-1').id);
    expect(state()).toMatchObject({ microphone: 'on' });
    platform.plug(all);
    await soon();
    expect(open()).toEqual(['audio mic-2']);
  });

  test('the only microphone that is pulled out is lost, and used again when it is back', async () => {
    await media.acquire({ video: false });
    const peer = attach();
    const all = platform.devices;
    platform.plug([]);
    platform.microphone = 'missing';
    track('mic-1').end();
    await soon();
    expect(state()).toMatchObject({ microphone: 'none', microphoneProblem: { kind: 'lost' } });
    expect(sent(peer)[0]).toBeNull();
    expect(flags.at(-1)?.audio).toBe(false);
    platform.microphone = 'ready';
    platform.plug(all);
    await soon();
    expect(state().microphone).toBe('on');
    expect(sent(peer)[0]).toBe(track('mic-1').id);
    expect(flags.at(-1)?.audio).toBe(true);
  });

  test('a camera whose permission is withdrawn is denied, and the call goes on', async () => {
    await media.acquire({ video: true });
    attach();
    platform.camera = 'denied';
    track('cam-1').end();
    await soon();
    expect(state()).toMatchObject({ microphone: 'on', camera: 'none', cameraProblem: { kind: 'denied' } });
    expect(flags.at(-1)).toEqual({ audio: true, video: false, screen: false });
  });

  test('a device that ends again and again is given up', async () => {
    await media.acquire({ video: true });
    for (let round = 0; round < 3; round += 1) {
      platform.openTracks.find(({ kind }) => kind === 'video')?.end();
      await soon();
    }
    expect(state()).toMatchObject({ camera: 'none', cameraProblem: { kind: 'lost' } });
    expect(platform.wishes).toHaveLength(2);
  });

  test('a choice of an earlier day is asked for, and its absence is no obstacle', async () => {
    const chosenDevices = { read: () => '{"microphone":"mic-2","camera":"cam-9"}', write: () => {} };
    platform = Object.assign(new FakeCallPlatform(), { chosenDevices });
    begin();
    await soon();
    await media.acquire({ video: true });
    expect(open()).toEqual(['audio mic-2', 'video cam-1']);
  });
});
