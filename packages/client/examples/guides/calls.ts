/** The code of docs/sdk/calls.md, so that it is type-checked. */
import { createChatClient } from '@jiggy-care/client';
import { browserCalls, browserPlatform, listenToLevel } from '@jiggy-care/client/browser';
import {
  type Call,
  type CallState,
  type Calls,
  createCalls,
  type DeviceCheckState,
  type MediaStreamLike,
} from '@jiggy-care/client/calls';

export function begin(): Calls {
  const platform = browserPlatform();
  const client = createChatClient({ url: location.origin, auth: { kind: 'cookie' }, platform });
  const calls = createCalls(client, browserCalls()); // once, beside the client
  client.connect();

  return calls;
}

export function ringTones() {
  const fromTheServer = browserCalls({ soundsUrl: 'https://care.example.org/sounds' });
  const bundled = browserCalls({
    sounds: {
      ringback: new URL('@jiggy-care/client/sounds/ringback.mp3', import.meta.url).href,
      incoming: new URL('@jiggy-care/client/sounds/incoming.mp3', import.meta.url).href,
      chime: new URL('@jiggy-care/client/sounds/chime.mp3', import.meta.url).href,
    },
  });

  return { fromTheServer, bundled };
}

interface Page {
  showState(state: CallState): void;
  showOwn(stream: MediaStreamLike | undefined): void;
  showOther(stream: MediaStreamLike | undefined): void;
  askThePerson(call: Call): void;
}

export function place(calls: Calls, { showState, showOwn, showOther }: Page, conversationId: string): void {
  const call = calls.place({ conversationId, type: 'video' });
  call.state.subscribe(() => showState(call.state.get()));
  call.local.subscribe(() => showOwn(call.local.get().preview));
  call.remote.subscribe(() => showOther(call.remote.get().stream));
}

export function listen(calls: Calls, { askThePerson }: Page): void {
  calls.current.subscribe(() => {
    const call = calls.current.get();
    const isRinging = call?.state.get().phase === 'incoming';
    if (isRinging) askThePerson(call); // then call.accept() or call.decline('In a minute')
  });
}

export async function turnThingsOnAndOff(call: Call): Promise<void> {
  call.setMuted(true);
  await call.setCamera(false); // its light goes out; in a voice call, `true` adds a picture
  await call.flipCamera(); // a phone's other one
  await call.shareScreen(); // in place of the camera, until call.stopSharing()
}

export async function chooseCamera(calls: Calls): Promise<void> {
  const { cameras, cameraId } = calls.devices.state.get();
  const next = cameras.find(({ id }) => id !== cameraId);
  if (next !== undefined) await calls.devices.choose(next); // in a live call at once
}

interface CheckPage {
  showCheck(state: DeviceCheckState): void;
  showLevel(level: number): void;
}

export async function check(
  calls: Calls,
  { showCheck, showLevel }: CheckPage,
  stream: MediaStreamLike,
): Promise<unknown> {
  const devices = calls.check.openDevices({ video: true });
  devices.state.subscribe(() => showCheck(devices.state.get())); // a stream to look at, and what is missing
  const stopMeter = listenToLevel(stream, showLevel); // of `@jiggy-care/client/browser`: 0 is silent, 1 is loud
  const isAudible = await calls.check.playChime();
  const { server, direct, relay } = await calls.check.testConnection();
  stopMeter();
  devices.close();

  return { isAudible, server, direct, relay };
}
