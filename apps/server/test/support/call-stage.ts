import type { Call } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { makePair, type Pair, type TestPerson } from './people.ts';
import { Sockets, type TestSocket } from './sockets.ts';
import { startTestServer, type TestServer } from './test-server.ts';

export const OFFER = { type: 'offer', sdp: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\na=ice-ufrag:offers\r\n' };
export const ANSWER = { type: 'answer', sdp: 'v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\na=ice-ufrag:answers\r\n' };
export const NOBODY = '7d9f6f5e-0000-4000-8000-000000000001';

/**
 * A server for the tests of a file, and anew for each of them a patient who may call a consultant.
 *
 * @param auth what the devices of the two say in the handshake: nothing, as the document's client, unless given
 */
export function callStage(
  env: Record<string, string> = {},
  auth: { readonly caller?: object; readonly callee?: object } = {},
): CallStage {
  const stage = new CallStage();
  beforeAll(async () => {
    stage.server = await startTestServer(env);
    stage.sockets = new Sockets(stage.server);
  });
  beforeEach(async () => {
    stage.pair = await makePair(stage.server);
    stage.caller = await stage.enter(stage.pair.patient, auth.caller);
    stage.callee = await stage.enter(stage.pair.consultant, auth.callee);
  });
  afterEach(() => stage.sockets.closeAll());
  afterAll(() => stage.server.close());
  return stage;
}

/** Two people, each with one device in the room of their conversation. */
class CallStage {
  server!: TestServer;
  sockets!: Sockets;
  pair!: Pair;
  caller!: TestSocket;
  callee!: TestSocket;

  get toCallee(): { toUserId: string } {
    return { toUserId: this.pair.consultant.id };
  }

  get toCaller(): { toUserId: string } {
    return { toUserId: this.pair.patient.id };
  }

  get initiation(): { toUserId: string; conversationId: string; callType: string } {
    return { ...this.toCallee, conversationId: this.pair.conversation.id, callType: 'video' };
  }

  /** Another device of one of the two, in the room as well. */
  enter(person: TestPerson, auth: object = {}): Promise<TestSocket> {
    return this.sockets.inside(person, this.pair.conversation.id, { ...auth });
  }

  /** @returns the id of the call that rings now, as both have heard */
  async ring(): Promise<string> {
    const { event, data } = await this.caller.ask('call:initiate', this.initiation);
    expect(event).toBe('call:ringing');
    await this.callee.next('call:incoming');
    return data.callId;
  }

  /** @returns the id of the call that the two are in now, as both have heard */
  async talk(): Promise<string> {
    const callId = await this.ring();
    const { event } = await this.callee.ask('call:accept', this.toCaller);
    expect(event).toBe('call:connected');
    await this.caller.next('call:accepted');
    return callId;
  }

  /** How the calls of a person went, the newest first. */
  async logOf(person: TestPerson = this.pair.patient): Promise<Call['status'][]> {
    const { body } = await person.ask<{ calls: Call[] }>('GET', '/chat/calls');
    return body.calls.map(({ status }) => status);
  }
}

/** The names of the events that a socket heard since, once everything is there that was sent to it. */
export async function heardBy(socket: TestSocket): Promise<string[]> {
  await socket.settled();
  return socket.names.filter((name) => name.startsWith('call:') || name.startsWith('webrtc:'));
}
