import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { browserGlobals, FakeConsole, FakePeerConnection, Mounted } from './browser.ts';
import {
  cut,
  execute,
  type Snippet,
  sample,
  section,
  socketSnippets,
  sourceDocument,
} from './source-document.ts';

/*
 * The code of the source document, cut from its text and executed against this server. What is replaced in it stands
 * in the one table below; nothing else is changed.
 */

interface Speaker {
  readonly me: TestPerson;
  readonly other: TestPerson;
  readonly conversationId: string;
  readonly messageIds?: readonly string[];
}

const OFFER = { type: 'offer', sdp: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n' };
const CANDIDATE = {
  candidate: 'candidate:1 1 udp 2130706431 192.0.2.1 50001 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
};

/** Placeholders of the document, and what a developer would write in their place. */
const REPLACEMENTS: readonly (readonly [RegExp, (speaker: Speaker) => unknown])[] = [
  [/'(uuid-of-conversation|conversation-uuid|conv-uuid)'/g, ({ conversationId }) => conversationId],
  [/'(uuid-of-user|user-uuid)'/g, ({ me }) => me.id],
  [
    /'(recipient-user-uuid|recipient-uuid|caller-user-uuid|caller-uuid|other-user-uuid)'/g,
    ({ other }) => other.id,
  ],
  [/'consultant' \| 'patient'(?=,?\s*\n\s*\})/g, ({ me }) => me.role],
  [/'video' \| 'audio'(?=,?\s*\n\s*\})/g, () => 'video'],
  [/'your-jwt-token'/g, ({ me }) => me.token],
  [/\['msg-uuid-1', 'msg-uuid-2', 'msg-uuid-3'\]/g, ({ messageIds }) => messageIds],
  [/(?<=offer: )RTCSessionDescription(?=\s)/g, () => OFFER],
  [/(?<=answer: )RTCSessionDescription(?=\s)/g, () => ({ ...OFFER, type: 'answer' })],
  [/(?<=candidate: )RTCIceCandidateInit(?=\s)/g, () => CANDIDATE],
];
/** The example's address, and the place where its component would go on. */
const SERVER_ADDRESS = 'http://localhost:3000';
const REST_OF_COMPONENT = '// ... rest of component';
const WHAT_WE_LOOK_AT =
  'return { messages, incomingCall, activeCall, startVideoCall, acceptCall, rejectCall, endCall };';

function fill(code: string, speaker: Speaker): string {
  let filled = code.replaceAll(SERVER_ADDRESS, `http://localhost:${server.port}`);
  filled = filled.replaceAll(REST_OF_COMPONENT, WHAT_WE_LOOK_AT);
  for (const [placeholder, value] of REPLACEMENTS) {
    filled = filled.replace(placeholder, () => JSON.stringify(value(speaker)));
  }
  const left = /'[\w-]*(uuid-|-uuid)[\w-]*'/.exec(filled);
  if (left !== null) throw new Error(`nobody said what stands for ${left[0]}`);
  return filled;
}

let server: TestServer;
let sockets: Sockets;
let pair: Pair;
let asPatient: Speaker;
let asConsultant: Speaker;
/** Undone after each test, whichever way the document's code opened it. */
let opened: { disconnect(): unknown }[] = [];

beforeAll(async () => {
  server = await startTestServer({ CALL_RING_TIMEOUT_MS: '400' });
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
  const { patient, consultant, conversation } = pair;
  asPatient = { me: patient, other: consultant, conversationId: conversation.id };
  asConsultant = { me: consultant, other: patient, conversationId: conversation.id };
});
afterEach(() => {
  for (const each of opened) each.disconnect();
  opened = [];
  sockets.closeAll();
});
afterAll(() => server.close());

/** Has what the sample has, of the same kinds, at every depth; it may have more. */
function expectShape(actual: unknown, like: unknown, path = ''): void {
  if (Array.isArray(like)) {
    expect(Array.isArray(actual), path).toBe(true);
    for (const item of actual as unknown[]) expectShape(item, like[0], `${path}[]`);
  } else if (typeof like === 'object' && like !== null) {
    for (const [key, value] of Object.entries(like)) {
      expect(actual, path).toHaveProperty([key]);
      expectShape((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else expect(typeof actual, path).toBe(typeof like);
}

/** A client that the connection example of section 3 made, with listeners cut from the document. */
class DocumentClient {
  readonly console = new FakeConsole();
  // biome-ignore lint/suspicious/noExplicitAny: payloads of every shape
  readonly received: { event: string; data: any }[] = [];
  readonly socket: Socket;

  constructor(readonly speaker: Speaker) {
    const text = section('3. WEBSOCKET IMPLEMENTATION (Socket.IO)');
    const example = text.slice(text.indexOf('import { io }'), text.indexOf('CONNECTION LIFECYCLE'));
    this.socket = execute(fill(example, speaker), { console: this.console }, 'socket') as Socket;
    opened.push(this.socket);
    this.socket.onAny((event, data) => this.received.push({ event, data }));
  }

  /** Runs a listener of the document, and notes what it is called with and what its comment promises. */
  listen({ code, fields }: Snippet): void {
    const socket = {
      on: (event: string, handler: (data: unknown) => void) =>
        this.socket.on(event, (data: unknown) => {
          for (const field of fields) expect(data, `${event} ${field}`).toHaveProperty([field]);
          handler(data);
        }),
    };
    execute(fill(code, this.speaker), { socket, console: this.console });
  }

  emit({ code }: Snippet, messageIds: readonly string[] = []): void {
    execute(fill(code, { ...this.speaker, messageIds }), { socket: this.socket });
  }

  async next(event: string) {
    await expect.poll(() => this.count(event), { message: `${event} comes` }).toBeGreaterThan(0);
    return this.received.find((each) => each.event === event)?.data;
  }

  count(event: string): number {
    return this.received.filter((each) => each.event === event).length;
  }
}

describe.skipIf(sourceDocument === undefined)('the code of the source document', () => {
  const CHAT = () => section('4. WEBSOCKET EVENT REFERENCE - CHAT');
  const CALLS = () => section('5. WEBSOCKET EVENT REFERENCE - VIDEO/AUDIO CALLS');
  const REST = () => section('6. REST API ENDPOINTS');
  const EXAMPLES = () => section('9. INTEGRATION EXAMPLES');

  const emitOf = (text: string, event: string): Snippet => {
    const found = socketSnippets(text).find((each) => each.kind === 'emit' && each.event === event);
    if (found === undefined) throw new Error(`the document does not show how to emit ${event}`);
    return found;
  };

  async function twoClients(text: string): Promise<[DocumentClient, DocumentClient]> {
    const clients = [new DocumentClient(asPatient), new DocumentClient(asConsultant)] as const;
    for (const client of clients) {
      for (const each of socketSnippets(text)) if (each.kind === 'on') client.listen(each);
      client.emit(emitOf(CHAT(), 'join_conversation'));
    }
    for (const client of clients) await client.next('joined_conversation');
    return [...clients];
  }

  test('all of it is found: six events of chat, thirteen of calls', () => {
    const events = (text: string, kind: string) => [
      ...new Set(socketSnippets(text).flatMap((each) => (each.kind === kind ? [each.event] : []))),
    ];
    expect(events(CHAT(), 'emit')).toEqual([
      'join_conversation',
      'leave_conversation',
      'send_message',
      'typing_start',
      'typing_stop',
      'mark_read',
    ]);
    expect(events(CHAT(), 'on')).toEqual([
      'new_message',
      'user_typing',
      'user_stopped_typing',
      'messages_read',
    ]);
    expect([...events(CALLS(), 'emit')].sort()).toEqual([
      'call:accept',
      'call:end',
      'call:initiate',
      'call:reject',
      'webrtc:answer',
      'webrtc:ice-candidate',
      'webrtc:offer',
    ]);
    expect([...events(CALLS(), 'on')].sort()).toEqual([
      ...['call:accepted', 'call:connected', 'call:ended', 'call:incoming', 'call:missed', 'call:no-answer'],
      ...['call:rejected', 'call:ringing', 'call:stop-ringing'],
      ...['webrtc:answer', 'webrtc:ice-candidate', 'webrtc:offer'],
    ]);
  });

  describe('section 3', () => {
    test('connects, and tells of the end of the connection', async () => {
      const client = new DocumentClient(asPatient);
      await expect.poll(() => client.console.said('Connected to chat server:')).toBe(true);
      client.socket.disconnect();
      expect(client.console.said('Disconnected from chat server')).toBe(true);
      expect(client.console.errors).toEqual([]);
    });
  });

  describe('section 4', () => {
    test('every event of it works between two people, with the answers that it shows', async () => {
      const [patient, consultant] = await twoClients(CHAT());
      const joined = sample(CHAT().slice(CHAT().indexOf('EVENT 1')), 'Server Response:');
      expectShape({ event: 'joined_conversation', data: await patient.next('joined_conversation') }, joined);

      patient.emit(emitOf(CHAT(), 'typing_start'));
      await consultant.next('user_typing');
      expect(consultant.console.said(`${pair.patient.id} is typing...`)).toBe(true);
      patient.emit(emitOf(CHAT(), 'typing_stop'));
      await consultant.next('user_stopped_typing');
      expect(consultant.console.said(`${pair.patient.id} stopped typing`)).toBe(true);

      patient.emit(emitOf(CHAT(), 'send_message'));
      const sent = await patient.next('message_sent');
      const shown = sample(CHAT().slice(CHAT().indexOf('EVENT 3')), 'Server Response (to sender):');
      expectShape({ event: 'message_sent', data: sent }, shown);
      expect(sent.message).toMatchObject({ content: 'Hello, how are you?', senderType: 'patient' });
      await consultant.next('new_message');
      for (const side of [patient, consultant]) {
        expect(side.console.after('New message received:')).toEqual([sent]);
      }

      consultant.emit(emitOf(CHAT(), 'mark_read'), [sent.message.id]);
      const marked = await consultant.next('marked_as_read');
      const shownMarked = sample(CHAT().slice(CHAT().indexOf('EVENT 6')), 'Server Response (to sender):');
      expectShape({ event: 'marked_as_read', data: marked }, shownMarked);
      await patient.next('messages_read');
      expect(patient.console.after('Messages marked as read:')).toEqual([[sent.message.id]]);
      expect(consultant.count('messages_read')).toBe(0);

      patient.emit(emitOf(CHAT(), 'leave_conversation'));
      const left = sample(CHAT().slice(CHAT().indexOf('EVENT 2')), 'Server Response:');
      expectShape({ event: 'left_conversation', data: await patient.next('left_conversation') }, left);
      expect([patient.count('error'), consultant.count('error')]).toEqual([0, 0]);
    });

    test('gives its two sentences word by word', async () => {
      const client = new DocumentClient(asPatient);
      for (const [place, event] of [
        ['EVENT 1', 'join_conversation'],
        ['EVENT 6', 'mark_read'],
      ] as const) {
        const shown = sample(CHAT().slice(CHAT().indexOf(place)), 'Error Response:') as {
          data: { message: string };
        };
        client.socket.emit(event, {});
        await expect
          .poll(() => client.received.some(({ data }) => data.message === shown.data.message))
          .toBe(true);
      }
    });
  });

  describe('section 5', () => {
    const during = (client: DocumentClient, ...emits: string[]) => {
      for (const event of emits) client.emit(emitOf(CALLS(), event));
    };

    test('a call is placed, taken, connected and ended', async () => {
      const [patient, consultant] = await twoClients(CALLS());
      during(patient, 'call:initiate', 'webrtc:offer', 'webrtc:ice-candidate');
      expect(await patient.next('call:ringing')).toMatchObject({
        toUserId: pair.consultant.id,
        callType: 'video',
      });
      expect(await consultant.next('call:incoming')).toMatchObject({
        fromUserId: pair.patient.id,
        callType: 'video',
      });
      expect(consultant.count('webrtc:offer')).toBe(0);
      during(consultant, 'call:accept');
      await consultant.next('call:connected');
      await patient.next('call:stop-ringing');
      expect(await patient.next('call:accepted')).toMatchObject({ fromUserId: pair.consultant.id });
      expect(await consultant.next('webrtc:offer')).toEqual(
        expect.objectContaining({ fromUserId: pair.patient.id, offer: OFFER }),
      );
      during(consultant, 'webrtc:answer', 'webrtc:ice-candidate');
      expect((await patient.next('webrtc:answer')).answer).toEqual({ ...OFFER, type: 'answer' });
      expect((await patient.next('webrtc:ice-candidate')).candidate).toEqual(CANDIDATE);
      expect((await consultant.next('webrtc:ice-candidate')).candidate).toEqual(CANDIDATE);
      during(patient, 'call:end');
      await consultant.next('call:ended');
      expect(consultant.console.after('Call ended by:')).toEqual([pair.patient.id]);
      expect([patient.count('error'), consultant.count('error')]).toEqual([0, 0]);
    });

    test('a call is declined with its reason', async () => {
      const [patient, consultant] = await twoClients(CALLS());
      during(patient, 'call:initiate');
      await consultant.next('call:incoming');
      during(consultant, 'call:reject');
      await patient.next('call:rejected');
      expect(patient.console.after('Call rejected:')).toEqual(['Busy']);
    });

    test('a call that nobody takes ends by itself on both sides', async () => {
      const [patient, consultant] = await twoClients(CALLS());
      during(patient, 'call:initiate');
      await patient.next('call:no-answer');
      expect(patient.console.after('No answer from:')).toEqual([pair.consultant.id]);
      await consultant.next('call:missed');
      expect(consultant.console.after('Missed call from:')).toEqual([pair.patient.id]);
    });
  });

  test('section 6: every answer has what the document shows', async () => {
    const { patient, consultant, booking, conversation } = pair;
    const ids = { consultantId: consultant.id, patientId: patient.id, bookingId: booking.id };
    const place = `/chat/conversations/${conversation.id}`;
    const shown = (endpoint: string, after: string) => sample(REST().slice(REST().indexOf(endpoint)), after);

    const sent = await patient.ask('POST', '/chat/messages', {
      ...ids,
      content: 'Hello, I need help',
      senderType: 'patient',
    });
    expect(sent.status).toBe(201);
    expectShape(sent.body, shown('ENDPOINT 4', 'Response (201 Created):'));
    const conversations = await patient.ask('GET', `/chat/conversations?patientId=${patient.id}`);
    expectShape(conversations.body, shown('ENDPOINT 1', 'Response (200 OK):'));
    const created = await patient.ask('POST', '/chat/conversations', ids);
    expect(created.status).toBe(201);
    expectShape(created.body, shown('ENDPOINT 2', 'Response (201 Created):'));
    const history = await patient.ask('GET', `${place}/messages?limit=20&offset=0`);
    expectShape(history.body, shown('ENDPOINT 3', 'Response (200 OK):'));
    const unread = await consultant.ask('GET', `${place}/unread?userId=${consultant.id}`);
    expectShape(unread.body, shown('ENDPOINT 5', 'Response (200 OK):'));
    const read = await consultant.ask('POST', `${place}/read`, { messageIds: [sent.body.message.id] });
    expect(read.status).toBe(200);
    expectShape(read.body, shown('ENDPOINT 6', 'Response (200 OK):'));
    const refused = await patient.ask('POST', '/chat/conversations', {});
    const ERRORS = section('10. ERROR HANDLING');
    expectShape(refused.body, sample(ERRORS, 'REST API Error:'));
    expect(refused.body).toMatchObject(sample(ERRORS, 'REST API Error:') as object);
  });

  test('section 10: both of its listeners hear what they are for', async () => {
    const client = new DocumentClient(asPatient);
    const [onRefusal, onError] = socketSnippets(section('10. ERROR HANDLING'));
    for (const each of [onRefusal, onError]) client.listen(each as Snippet);
    client.socket.emit('send_message', {});
    await expect.poll(() => client.console.errors.length).toBeGreaterThan(0);
    expect(client.console.errors[0]?.[0]).toBe('Server error:');
    expect(client.console.errors[0]?.[1]).toBeTypeOf('string');
  });

  describe('example 1', () => {
    interface ChatService {
      connect(userId: string, userType: string): void;
      joinConversation(conversationId: string, userId: string, userType: string): void;
      sendMessage(conversationId: string, content: string, senderType: string): void;
      startTyping(conversationId: string, userId: string, userType: string): void;
      stopTyping(conversationId: string, userId: string): void;
      markAsRead(conversationId: string, messageIds: string[]): void;
      initiateCall(toUserId: string, conversationId: string, callType: string): Promise<void>;
      acceptCall(callerId: string, callType: string): Promise<void>;
      rejectCall(callerId: string, reason?: string): void;
      // biome-ignore lint/suspicious/noExplicitAny: bodies as they come
      getMessages(conversationId: string, limit?: number, offset?: number): Promise<any>;
      // biome-ignore lint/suspicious/noExplicitAny: bodies as they come
      getConversations(userId: string, userType: string): Promise<any>;
      // biome-ignore lint/suspicious/noExplicitAny: bodies as they come
      createConversation(consultantId: string, patientId: string, bookingId: string): Promise<any>;
      disconnect(): void;
    }

    const example = () => {
      const text = EXAMPLES();
      const start = text.indexOf('import { io, Socket }');
      return {
        service: text.slice(start, text.indexOf('// Usage:')),
        usage: text.slice(text.indexOf('// Usage:'), text.indexOf('EXAMPLE 2:')),
      };
    };

    /** The class of the document, used by one person. */
    function serviceOf(speaker: Speaker): { service: ChatService; console: FakeConsole } {
      const console = new FakeConsole();
      const ChatService = execute(
        fill(example().service, speaker),
        browserGlobals(console),
        'ChatService',
      ) as new (
        token: string,
      ) => ChatService;
      const service = new ChatService(speaker.me.token);
      opened.push(service);
      return { service, console };
    }

    /** Connects and joins without waiting, as the usage of the document does. */
    function joined(speaker: Speaker) {
      const { service, console } = serviceOf(speaker);
      service.connect(speaker.me.id, speaker.me.role);
      service.joinConversation(speaker.conversationId, speaker.me.id, speaker.me.role);
      return { service, console };
    }

    test('two services chat: messages, typing, receipts and history', async () => {
      const patient = joined(asPatient);
      const consultant = joined(asConsultant);
      const { conversationId } = asPatient;
      await expect.poll(() => consultant.console.said('Connected:')).toBe(true);
      await sockets.inside(pair.patient, conversationId); // its join is behind theirs
      patient.service.startTyping(conversationId, pair.patient.id, 'patient');
      patient.service.stopTyping(conversationId, pair.patient.id);
      patient.service.sendMessage(conversationId, 'Hello!', 'patient');
      await expect.poll(() => consultant.console.after('New message:').length).toBe(1);
      expect(consultant.console.after('User typing:')).toMatchObject([{ userId: pair.patient.id }]);
      expect(consultant.console.said('User stopped typing')).toBe(true);
      const [{ message }] = consultant.console.after('New message:');
      expect(message).toMatchObject({ content: 'Hello!', senderType: 'patient' });
      consultant.service.markAsRead(conversationId, [message.id]);
      await expect.poll(() => patient.console.after('Messages read:').length).toBe(1);
      expect(patient.console.after('Messages read:')[0].messageIds).toEqual([message.id]);

      const { messages } = await patient.service.getMessages(conversationId);
      expect(messages).toMatchObject([{ content: 'Hello!', isRead: true }]);
      expect(await patient.service.getConversations(pair.patient.id, 'patient')).toHaveLength(1);
      expect(await consultant.service.getConversations(pair.consultant.id, 'consultant')).toHaveLength(1);
      const {
        consultant: { id },
        booking,
      } = pair;
      expect(await patient.service.createConversation(id, pair.patient.id, booking.id)).toMatchObject({
        id: conversationId,
      });
    });

    test('its usage works as it stands: connect, join, send and call in one breath', async () => {
      const consultant = joined(asConsultant);
      await expect.poll(() => consultant.console.said('Connected:')).toBe(true);
      const console = new FakeConsole();
      const { service, usage } = example();
      const chatService = execute(
        fill(`${service}\n${usage}`, asPatient),
        browserGlobals(console),
        'chatService',
      );
      opened.push(chatService as ChatService);
      await expect.poll(() => consultant.console.after('Incoming call from:')).toEqual([pair.patient.id]);
      expect(consultant.console.after('New message:')).toMatchObject([{ message: { content: 'Hello!' } }]);
      await expect.poll(() => console.said('Call is ringing...')).toBe(true);
    });

    test('two services call: the offer comes after the accept, and every candidate can be used', async () => {
      const patient = joined(asPatient);
      const consultant = joined(asConsultant);
      await expect.poll(() => consultant.console.said('Connected:')).toBe(true);
      FakePeerConnection.made.length = 0;
      await patient.service.initiateCall(pair.consultant.id, asPatient.conversationId, 'video');
      await expect.poll(() => consultant.console.said('Incoming call from:')).toBe(true);
      expect(FakePeerConnection.made).toHaveLength(1);
      await consultant.service.acceptCall(pair.patient.id, 'video');
      await expect.poll(() => FakePeerConnection.made[0]?.remote?.type).toBe('answer');
      const [caller, callee] = FakePeerConnection.made;
      await expect.poll(() => [caller?.candidates.length, callee?.candidates.length]).toEqual([2, 2]);
      for (const words of ['Call accepted', 'Received answer'])
        expect(patient.console.said(words)).toBe(true);
      for (const words of ['Call connected', 'Received offer'])
        expect(consultant.console.said(words)).toBe(true);
      expect([...patient.console.errors, ...consultant.console.errors]).toEqual([]);
      patient.service.disconnect();
      await expect.poll(() => consultant.console.after('Call ended by:')).toEqual([pair.patient.id]);
      expect(callee?.closed).toBe(true);
    });

    test('one service declines, and the other stops ringing', async () => {
      const patient = joined(asPatient);
      const consultant = joined(asConsultant);
      await expect.poll(() => consultant.console.said('Connected:')).toBe(true);
      await patient.service.initiateCall(pair.consultant.id, asPatient.conversationId, 'audio');
      await expect.poll(() => consultant.console.said('Incoming call from:')).toBe(true);
      consultant.service.rejectCall(pair.patient.id);
      await expect.poll(() => patient.console.after('Call rejected:')).toEqual(['Busy']);
    });
  });

  describe('example 2', () => {
    interface Screen {
      // biome-ignore lint/suspicious/noExplicitAny: state of every shape
      readonly [state: string]: any;
      startVideoCall(recipientId: string): void;
      acceptCall(): void;
      rejectCall(): void;
      endCall(): void;
    }

    const alerts: unknown[][] = [];

    function screenOf(speaker: Speaker): Mounted<object, Screen> {
      const text = EXAMPLES();
      const code = cut(text, "import { io } from 'socket.io-client';", '};', 'EXAMPLE 2:');
      const whole = text.slice(text.indexOf(code), text.indexOf('EXAMPLE 3:'));
      const { me, conversationId } = speaker;
      const mounted = Mounted.mount<object, Screen>(
        (react) => {
          const globals = { ...react, Alert: { alert: (...words: unknown[]) => alerts.push(words) } };
          return execute(fill(whole, speaker), globals, 'ChatScreen') as (props: object) => Screen;
        },
        { conversationId, userId: me.id, userType: me.role, token: me.token },
      );
      opened.push({ disconnect: () => mounted.unmount() });
      return mounted;
    }

    test('two screens show messages and a call from ringing to its end', async () => {
      const patient = screenOf(asPatient);
      const consultant = screenOf(asConsultant);
      const writer = await sockets.inside(pair.patient, asPatient.conversationId);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await writer.ask('send_message', {
        conversationId: asPatient.conversationId,
        content: 'On screen',
        senderType: 'patient',
      });
      await expect.poll(() => consultant.result.messages).toMatchObject([{ content: 'On screen' }]);

      patient.result.startVideoCall(pair.consultant.id);
      await expect
        .poll(() => consultant.result.incomingCall)
        .toMatchObject({ fromUserId: pair.patient.id, callType: 'video' });
      expect(patient.result.activeCall).toMatchObject({ status: 'calling' });
      consultant.result.acceptCall();
      await expect.poll(() => patient.result.activeCall).toEqual({ status: 'connecting' });
      consultant.unmount();
      await expect.poll(() => patient.result.activeCall).toBeNull();
    });

    test('a declined call is shown with its reason', async () => {
      const patient = screenOf(asPatient);
      const consultant = screenOf(asConsultant);
      await new Promise((resolve) => setTimeout(resolve, 300));
      patient.result.startVideoCall(pair.consultant.id);
      await expect.poll(() => consultant.result.incomingCall).not.toBeNull();
      consultant.result.rejectCall();
      await expect.poll(() => alerts).toEqual([['Call Rejected', 'Declined']]);
      expect(patient.result.activeCall).toBeNull();
    });
  });

  test('example 3 loads the history page by page', async () => {
    const client = await sockets.inside(pair.patient, asPatient.conversationId);
    for (let index = 1; index <= 30; index += 1) {
      await client.ask('send_message', {
        conversationId: asPatient.conversationId,
        content: `line ${index}`,
        senderType: 'patient',
      });
    }
    const text = EXAMPLES();
    const code = text.slice(text.indexOf('async function loadMessages'));
    const globals = { token: pair.patient.token, fetch };
    const inFunction = `async function page() {\n${fill(code, asPatient)}\nreturn { page1, page2 };\n}`;
    const { page1, page2 } = (await execute(inFunction, globals, 'page()')) as Record<
      string,
      { content: string }[]
    >;
    expect(page1?.map(({ content }) => content)).toEqual(
      Array.from({ length: 20 }, (_, index) => `line ${30 - index}`),
    );
    expect(page2?.map(({ content }) => content)).toEqual(
      Array.from({ length: 10 }, (_, index) => `line ${10 - index}`),
    );
  });
});
