import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  book,
  makePair,
  openConversation,
  type Pair,
  signUp,
  type TestPerson,
} from '../../../apps/server/test/support/people.ts';
import { startTestServer, type TestServer } from '../../../apps/server/test/support/test-server.ts';
import { createCalls } from '../src/calls.ts';
import { ChatService, type ChatServiceEvents } from '../src/compat/index.ts';
import { standardPlatform, until } from '../src/index.ts';
import { FakeCallPlatform } from '../src/testing/fake-call-platform.ts';
import { FakeNet } from '../src/testing/fake-net.ts';
import { Clients } from './support/client.ts';
import { FrameProxy } from './support/frame-proxy.ts';
import { WeriftPlatform } from './support/werift-platform.ts';

type Name = keyof ChatServiceEvents;
type Note = readonly [name: Name, payload: unknown];

const CALL_EVENTS = [
  'call:ringing',
  'call:incoming',
  'call:accepted',
  'call:stop-ringing',
  'call:connected',
  'call:rejected',
  'call:no-answer',
  'call:missed',
  'call:ended',
  'media-problem',
] as const satisfies readonly Name[];

let server: TestServer;
let impatient: TestServer;
let proxy: FrameProxy;
let clients: Clients;
let net: FakeNet;
const services: ChatService[] = [];

beforeAll(async () => {
  [server, impatient] = await Promise.all([
    startTestServer(),
    startTestServer({ CALL_RING_TIMEOUT_MS: '1000' }),
  ]);
  proxy = await FrameProxy.before(server.port);
  clients = new Clients({ server });
});
afterEach(() => {
  for (const service of services.splice(0)) service.disconnect();
  clients.closeAll();
});
afterAll(async () => {
  await proxy.close();
  await Promise.all([server.close(), impatient.close()]);
});

/** Someone with a `ChatService` and a phone's worth of devices, and all that they heard. */
class Someone {
  readonly service: ChatService;
  readonly heard: Note[] = [];
  readonly errors: string[] = [];
  readonly phases: string[] = [];

  constructor(
    readonly person: TestPerson,
    { url }: { readonly url: string },
    readonly platform = new FakeCallPlatform(net),
    /** As the window keeps it from one page to the next. */
    readonly deviceId: string = randomUUID(),
  ) {
    this.service = new ChatService(person.token, {
      url,
      platform: standardPlatform({ deviceId: () => deviceId }),
      callPlatform: platform,
    });
    services.push(this.service);
    for (const name of CALL_EVENTS)
      this.service.on(name, (payload) => void this.heard.push([name, payload as unknown]));
    this.service.on('error', ({ code }) => void this.errors.push(code));
    this.service.on('call-state', ({ state }) => {
      if (this.phases.at(-1) !== state.phase) this.phases.push(state.phase);
    });
  }

  get names(): Name[] {
    return this.heard.map(([name]) => name);
  }

  get tones() {
    return this.platform.tones.playing;
  }

  hears(name: Name, payload: object = {}): Promise<unknown> {
    return vi.waitFor(
      () => expect(this.heard).toContainEqual([name, expect.objectContaining(payload)]),
      15_000,
    );
  }

  reaches(phase: string): Promise<unknown> {
    return vi.waitFor(() => expect(this.phases).toContain(phase), 15_000);
  }

  /** Whether the call has left nothing behind: no sound, no light, no connection. */
  isQuiet(): Promise<unknown> {
    return vi.waitFor(() => {
      expect(this.platform.tones.wanted).toEqual([]);
      expect(this.platform.openTracks).toEqual([]);
    });
  }
}

interface Two {
  readonly pair: Pair;
  readonly patient: Someone;
  readonly consultant: Someone;
}

/** Both connected and joined, in one breath. @param patientAt where the patient connects */
async function meet(at: TestServer = server, patientAt: { readonly url: string } = at): Promise<Two> {
  net = new FakeNet();
  const pair = await makePair(at);
  const patient = new Someone(pair.patient, patientAt);
  const consultant = new Someone(pair.consultant, at);
  for (const { service, person } of [patient, consultant]) {
    const isUp = new Promise<void>((resolve) => service.on('connect', () => resolve()));
    service.connect(person.id, person.role);
    service.joinConversation(pair.conversation.id, person.id, person.role);
    await isUp;
  }
  return { pair, patient, consultant };
}

/** The patient calls, and it rings at the consultant. */
async function ring(
  type: 'video' | 'audio' = 'video',
  at = server,
  patientAt = { url: at.url },
): Promise<Two> {
  const two = await meet(at, patientAt);
  const { pair, patient, consultant } = two;
  await patient.service.initiateCall(pair.consultant.id, pair.conversation.id, type);
  await consultant.hears('call:incoming');
  return two;
}

/** The two talk. */
async function talk(patientAt = { url: server.url }): Promise<Two> {
  const two = await ring('video', server, patientAt);
  const { pair, patient, consultant } = two;
  await consultant.service.acceptCall(pair.patient.id, 'video');
  await Promise.all([patient.reaches('live'), consultant.reaches('live')]);
  return two;
}

describe('a call between two documented ChatServices', () => {
  test('is told by the documented events with their fields, in their order, and ends on both sides', async () => {
    const { pair, patient, consultant } = await meet();
    const streams: string[] = [];
    for (const [who, { service }] of Object.entries({ patient, consultant }))
      for (const name of ['local-stream', 'remote-stream'] as const)
        service.on(name, (stream) => {
          const kinds = stream?.getTracks().map(({ kind }) => kind);
          streams.push(`${who} ${name} ${kinds?.toSorted().join('+') ?? 'gone'}`);
        });
    const about = { conversationId: pair.conversation.id, callType: 'video' };

    await patient.service.initiateCall(pair.consultant.id, pair.conversation.id, 'video');
    await patient.hears('call:ringing', { toUserId: pair.consultant.id, ...about });
    await consultant.hears('call:incoming', {
      fromUserId: pair.patient.id,
      fromName: pair.patient.name,
      ...about,
    });
    await vi.waitFor(() => expect([patient.tones, consultant.tones]).toEqual([['ringback'], ['incoming']]));
    expect(net.peers).toHaveLength(0);

    await consultant.service.acceptCall(pair.patient.id, 'video');
    await consultant.hears('call:connected', { fromUserId: pair.patient.id, ...about });
    await patient.hears('call:accepted', { fromUserId: pair.consultant.id });
    await Promise.all([patient.reaches('live'), consultant.reaches('live')]);
    expect([patient.tones, consultant.tones]).toEqual([[], []]);
    await vi.waitFor(() => {
      for (const who of ['patient', 'consultant']) {
        expect(streams).toContain(`${who} local-stream video`);
        expect(streams).toContain(`${who} remote-stream audio+video`);
      }
    });

    patient.service.endCall();
    await consultant.hears('call:ended', { fromUserId: pair.patient.id, reason: 'hung-up' });
    await Promise.all([patient.isQuiet(), consultant.isQuiet()]);
    expect(patient.names).toEqual(['call:ringing', 'call:stop-ringing', 'call:accepted']);
    expect(consultant.names).toEqual(['call:incoming', 'call:connected', 'call:ended']);
    expect(streams.filter((told) => told.endsWith('gone'))).toHaveLength(4);
    const callId = patient.service.calls.current.get()?.id;
    expect(callId).toBeDefined();
    for (const [, payload] of [...patient.heard, ...consultant.heard])
      expect(payload).toMatchObject({ callId });
    expect([patient.errors, consultant.errors]).toEqual([[], []]);
  });

  test('works by the usage lines of the document, all in one breath, with the id of the booking', async () => {
    net = new FakeNet();
    const [patient, consultant] = await Promise.all([
      signUp(server, 'patient'),
      signUp(server, 'consultant'),
    ]);
    const booking = await book(patient, consultant);
    const callee = new Someone(consultant, server);
    const isUp = new Promise<void>((resolve) => callee.service.on('connect', () => resolve()));
    callee.service.connect(consultant.id, 'consultant');
    callee.service.joinConversation(booking.id, consultant.id, 'consultant');
    await isUp;

    const { service: chatService } = new Someone(patient, server);
    const heard: string[] = [];
    callee.service.on('new_message', ({ message }) => void heard.push(message.content));
    chatService.connect(patient.id, 'patient');
    chatService.joinConversation(booking.id, patient.id, 'patient');
    chatService.sendMessage(booking.id, 'Hello!', 'patient');
    chatService.initiateCall(consultant.id, booking.id, 'video');

    const { id } = await openConversation(patient, consultant, booking);
    await callee.hears('call:incoming', { fromUserId: patient.id, conversationId: id });
    await vi.waitFor(() => expect(heard).toEqual(['Hello!']));
  });

  test('can be declined: `Busy` if nothing is said, as documented, else with the reason that was given', async () => {
    const { pair, patient, consultant } = await ring();
    consultant.service.rejectCall(pair.patient.id);
    await patient.hears('call:rejected', { fromUserId: pair.consultant.id, reason: 'Busy' });
    await Promise.all([patient.isQuiet(), consultant.isQuiet()]);

    await patient.service.initiateCall(pair.consultant.id, pair.conversation.id, 'audio');
    await vi.waitFor(() =>
      expect(consultant.names.filter((name) => name === 'call:incoming')).toHaveLength(2),
    );
    consultant.service.rejectCall(pair.patient.id, 'In five minutes, please');
    await patient.hears('call:rejected', { reason: 'In five minutes, please' });
    await Promise.all([patient.isQuiet(), consultant.isQuiet()]);
    expect(consultant.names).toEqual(['call:incoming', 'call:incoming']);
    expect(net.peers).toHaveLength(0);
  });

  test('can be cancelled while it rings: the other side stops ringing and has missed it', async () => {
    const { pair, patient, consultant } = await ring();
    patient.service.endCall();
    await consultant.hears('call:missed', {
      fromUserId: pair.patient.id,
      conversationId: pair.conversation.id,
    });
    await Promise.all([patient.isQuiet(), consultant.isQuiet()]);
    expect(consultant.names).toEqual(['call:incoming', 'call:ended', 'call:missed']);
    expect(patient.names).toEqual(['call:ringing']);
    expect(patient.phases.at(-1)).toBe('ended');
  });

  test('that is ended in the breath in which it was begun rings nowhere, and the next one does', async () => {
    const { pair, patient, consultant } = await meet();
    const call = patient.service.initiateCall(pair.consultant.id, pair.conversation.id, 'video');
    patient.service.endCall();
    await call;
    await patient.service.initiateCall(pair.consultant.id, pair.conversation.id, 'audio');
    await consultant.hears('call:incoming');
    expect(consultant.heard).toEqual([['call:incoming', expect.objectContaining({ callType: 'audio' })]]);
  });

  test('that nobody answers is told to both', async () => {
    const { pair, patient, consultant } = await ring('audio', impatient);
    await patient.hears('call:no-answer', { toUserId: pair.consultant.id, reason: 'timeout' });
    await consultant.hears('call:missed', {
      fromUserId: pair.patient.id,
      conversationId: pair.conversation.id,
    });
    await Promise.all([patient.isQuiet(), consultant.isQuiet()]);
    expect(consultant.names).toEqual(['call:incoming', 'call:missed']);
  });

  test('to somebody who is not there is told as no answer', async () => {
    const { pair, patient, consultant } = await meet();
    consultant.service.disconnect();
    await vi.waitFor(async () => {
      const { body } = await pair.patient.ask(
        'GET',
        `/chat/conversations?patientId=${pair.patient.id}&expand=presence`,
      );
      expect(body[0].online).toBe(false);
    });
    await patient.service.initiateCall(pair.consultant.id, pair.conversation.id, 'audio');
    await patient.hears('call:no-answer', { toUserId: pair.consultant.id, reason: 'offline' });
    await patient.isQuiet();
  });

  test('goes on with the microphone alone where the camera is refused, and says so', async () => {
    const { pair, patient, consultant } = await meet();
    patient.platform.camera = 'denied';
    await patient.service.initiateCall(pair.consultant.id, pair.conversation.id, 'video');
    await patient.hears('media-problem', { of: 'camera', kind: 'denied' });
    await consultant.hears('call:incoming', { callType: 'video' });
    await consultant.service.acceptCall(pair.patient.id, 'audio');
    await Promise.all([patient.reaches('live'), consultant.reaches('live')]);
    expect(patient.platform.openTracks.map(({ kind }) => kind)).toEqual(['audio']);
    expect(consultant.platform.openTracks.map(({ kind }) => kind)).toEqual(['audio']);
    expect(patient.errors).toEqual([]);
  });

  test('goes on after the page of one of them was loaded anew', async () => {
    const { pair, patient, consultant } = await talk(proxy);
    patient.platform.hidePage();
    proxy.isDown = true;
    proxy.cut();
    patient.service.disconnect();
    proxy.isDown = false;
    await patient.isQuiet();

    const samePage = new FakeCallPlatform(net, patient.platform.memory);
    const again = new Someone(pair.patient, proxy, samePage, patient.deviceId);
    again.service.connect(pair.patient.id, 'patient');
    await again.hears('call:accepted', { fromUserId: pair.consultant.id });
    await again.reaches('live');
    await vi.waitFor(() => expect(consultant.phases.at(-1)).toBe('live'), 15_000);
    again.service.endCall();
    await consultant.hears('call:ended', { fromUserId: pair.patient.id });
    expect(consultant.names).toEqual(['call:incoming', 'call:connected', 'call:ended']);
  });

  test('ends for the other side as well when one of them disconnects', async () => {
    const { pair, patient, consultant } = await talk();
    consultant.service.disconnect();
    await patient.hears('call:ended', { fromUserId: pair.consultant.id });
    await Promise.all([patient.isQuiet(), consultant.isQuiet()]);
  });
});

describe('what the documented ChatService refuses', () => {
  test('a second call while there is one, and the first goes on', async () => {
    const { pair, patient, consultant } = await talk();
    const again = patient.service.initiateCall(pair.consultant.id, pair.conversation.id, 'audio');
    await expect(again).rejects.toMatchObject({ code: 'in_another_call' });
    expect(patient.errors).toEqual(['in_another_call']);
    expect([patient.phases.at(-1), consultant.phases.at(-1)]).toEqual(['live', 'live']);
  });

  test('a caller who is talking already: they hear busy, and the call is missed', async () => {
    const { pair, consultant } = await talk();
    const stranger = await signUp(server, 'patient');
    const conversation = await openConversation(
      stranger,
      pair.consultant,
      await book(stranger, pair.consultant),
    );
    const third = new Someone(stranger, server);
    third.service.connect();
    third.service.joinConversation(conversation.id);
    await third.service.initiateCall(pair.consultant.id, conversation.id, 'audio');
    await third.hears('call:rejected', { fromUserId: pair.consultant.id, reason: 'Busy' });
    await consultant.hears('call:missed', { fromUserId: stranger.id, conversationId: conversation.id });
    expect(consultant.phases.at(-1)).toBe('live');
    await third.isQuiet();
  });

  test('to accept or reject what does not ring', async () => {
    const { pair, patient } = await meet();
    await expect(patient.service.acceptCall(pair.consultant.id, 'video')).rejects.toMatchObject({
      code: 'no_such_call',
    });
    patient.service.rejectCall(pair.consultant.id);
    patient.service.endCall();
    await vi.waitFor(() => expect(patient.errors).toEqual(['no_such_call', 'no_such_call']));
  });

  test('to call somebody else than the person of the conversation', async () => {
    const { pair, patient, consultant } = await meet();
    const wrong = patient.service.initiateCall(pair.patient.id, pair.conversation.id, 'audio');
    await expect(wrong).rejects.toMatchObject({ code: 'not_found' });
    expect(patient.platform.wishes).toEqual([]);
    expect(consultant.names).toEqual([]);
  });

  test('calls where there is no WebRTC, in plain words; the chat works', async () => {
    const { pair } = await meet();
    const service = new ChatService(pair.patient.token, { url: server.url });
    services.push(service);
    service.connect();
    const call = service.initiateCall(pair.consultant.id, pair.conversation.id, 'audio');
    await expect(call).rejects.toMatchObject({ code: 'unsupported' });
    expect(() => service.calls).toThrow('give ChatService a callPlatform');
    service.endCall();
    await expect(service.getMessages(pair.conversation.id)).resolves.toMatchObject({ messages: [] });
  });
});

test('a ChatService and the SDK hold a call, and each hears the other hang up', async () => {
  net = new FakeNet();
  const pair = await makePair(server);
  const patient = new Someone(pair.patient, server);
  patient.service.connect();
  patient.service.joinConversation(pair.conversation.id);
  const client = clients.as(pair.consultant);
  const calls = createCalls(client, new FakeCallPlatform(net));
  client.connect();
  await until(client.connection, ({ status }) => status === 'connected');
  client.conversation(pair.conversation.id).open();

  await patient.service.initiateCall(pair.consultant.id, pair.conversation.id, 'video');
  const incoming = await until(calls.current, (call) => call !== undefined);
  expect(incoming).toMatchObject({ direction: 'incoming', other: { id: pair.patient.id } });
  incoming?.accept();
  await patient.reaches('live');
  incoming?.end();
  await patient.hears('call:ended', { fromUserId: pair.consultant.id });
  await patient.isQuiet();

  const placed = calls.place({ conversationId: pair.conversation.id, type: 'audio' });
  await patient.hears('call:incoming', { fromUserId: pair.consultant.id, callType: 'audio' });
  await patient.service.acceptCall(pair.consultant.id, 'audio');
  await until(placed.state, ({ phase }) => phase === 'live');
  patient.service.endCall();
  const { outcome } = await until(placed.state, ({ phase }) => phase === 'ended');
  expect(outcome).toMatchObject({ kind: 'hung-up', by: 'other' });
});

test('sound and picture really come through between two ChatServices, and nothing of them before the accept', async () => {
  const pair = await makePair(server);
  const make = (person: TestPerson, owner: string) => {
    const callPlatform = new WeriftPlatform(owner);
    const service = new ChatService(person.token, { url: server.url, callPlatform });
    services.push(service);
    service.connect(person.id, person.role);
    service.joinConversation(pair.conversation.id, person.id, person.role);
    return { callPlatform, service };
  };
  const consultant = make(pair.consultant, 'consultant');
  await new Promise<void>((resolve) => consultant.service.on('connect', () => resolve()));
  const patient = make(pair.patient, 'patient');
  const rings = new Promise<void>((resolve) => consultant.service.on('call:incoming', () => resolve()));
  try {
    await patient.service.initiateCall(pair.consultant.id, pair.conversation.id, 'video');
    await rings;
    expect([...patient.callPlatform.peers, ...consultant.callPlatform.peers]).toEqual([]);
    const arrive = (['audio', 'video'] as const).flatMap((kind) => [
      patient.callPlatform.receives(kind, 'consultant'),
      consultant.callPlatform.receives(kind, 'patient'),
    ]);
    await consultant.service.acceptCall(pair.patient.id, 'video');
    await Promise.all(arrive);
    const isOver = new Promise<void>((resolve) => consultant.service.on('call:ended', () => resolve()));
    patient.service.endCall();
    await isOver;
    for (const { openPeers, openTracks } of [patient.callPlatform, consultant.callPlatform])
      expect([openPeers, openTracks]).toEqual([[], []]);
  } finally {
    patient.callPlatform.destroy();
    consultant.callPlatform.destroy();
  }
});
