import { beforeEach, expect, test } from 'vitest';
import type { MediaDevice } from '../../platform/call-platform.ts';
import { FakeCallPlatform } from '../../testing/fake-call-platform.ts';
import { soon } from '../../testing/soon.ts';
import { LiveDevices } from './live-devices.ts';

let platform: FakeCallPlatform;
let devices: LiveDevices;
let kept: string | undefined;
const keep = {
  read: () => kept,
  write: (text: string) => {
    kept = text;
  },
};

beforeEach(async () => {
  kept = undefined;
  platform = new FakeCallPlatform();
  devices = new LiveDevices(platform, keep);
  await devices.refresh();
});

const state = () => devices.state.get();

test('devices are listed by what they are for', () => {
  expect(state().microphones.map(({ id }) => id)).toEqual(['mic-1', 'mic-2']);
  expect(state().cameras.map(({ id }) => id)).toEqual(['cam-1', 'cam-2']);
  expect(state().speakers.map(({ id }) => id)).toEqual(['speaker-1']);
  expect(state().microphoneId).toBeUndefined();
});

test('devices without a name or an id, as before the permission, cannot be chosen', async () => {
  platform.plug([{ id: '', kind: 'camera', label: '' }]);
  await soon();
  expect(state().cameras).toEqual([]);
});

test('a choice is kept for the next time', async () => {
  await devices.choose({ kind: 'camera', id: 'cam-2' });
  expect(state().cameraId).toBe('cam-2');
  const next = new LiveDevices(platform, keep);
  expect(next.cameraWish).toEqual({ deviceId: 'cam-2' });
  await soon();
  expect(next.state.get().cameraId).toBe('cam-2');
});

test('a kept choice that cannot be read is none', () => {
  kept = '{"camera":';
  expect(new LiveDevices(platform, keep).cameraWish).toBe(true);
  kept = '[3]';
  expect(new LiveDevices(platform, keep).cameraWish).toBe(true);
});

test('without the chosen device the system chooses, until it is back', async () => {
  await devices.choose({ kind: 'microphone', id: 'mic-2' });
  const told: MediaDevice['kind'][] = [];
  devices.onChosen((kind) => void told.push(kind));
  const all = platform.devices;
  platform.plug(all.filter(({ id }) => id !== 'mic-2'));
  await soon();
  expect(state().microphoneId).toBeUndefined();
  expect(devices.microphoneWish).toBe(true);
  platform.plug(all);
  await soon();
  expect(devices.microphoneWish).toEqual({ deviceId: 'mic-2' });
  expect(told).toEqual(['microphone', 'microphone']);
});

test('choosing waits until the device is in use', async () => {
  let finish = () => {};
  const isInUse = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let isDone = false;
  devices.onChosen(() => isInUse);
  const chosen = devices.choose({ kind: 'speaker', id: 'speaker-1' }).then(() => {
    isDone = true;
  });
  await soon();
  expect(isDone).toBe(false);
  finish();
  await chosen;
});

test('nothing is told when nothing has changed', async () => {
  let changes = 0;
  devices.state.subscribe(() => {
    changes += 1;
  });
  await devices.refresh();
  expect(changes).toBe(0);
});

test('an older look that comes in late does not count', async () => {
  let answerOld = (_: readonly MediaDevice[]) => {};
  platform.listDevices = () =>
    new Promise((resolve) => {
      answerOld = resolve;
    });
  const old = devices.refresh();
  platform.listDevices = async () => [{ id: 'mic-9', kind: 'microphone', label: 'Nine' }];
  await devices.refresh();
  answerOld([]);
  await old;
  expect(state().microphones.map(({ id }) => id)).toEqual(['mic-9']);
});

test('a device that does not tell what it has is no error', async () => {
  platform.listDevices = async () => {
    throw new DOMException('not now', 'InvalidStateError');
  };
  await devices.refresh();
  expect(state().microphones).toHaveLength(2);
});
