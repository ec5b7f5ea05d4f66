import { randomUUID } from 'node:crypto';
import {
  book,
  makePair,
  openConversation,
  type Pair,
  type TestPerson,
} from '../../../../apps/server/test/support/people.ts';
import type { Call, CallPhase, Calls } from '../../src/calls.ts';
import { createCalls } from '../../src/calls.ts';
import { type ChatClient, createChatClient, standardPlatform, until } from '../../src/index.ts';
import type { CallMemory } from '../../src/platform/call-platform.ts';
import { FakeCallMemory } from '../../src/testing/fake-call-platform.ts';
import type { Here } from './server-here.ts';
import { WeriftPlatform } from './werift-platform.ts';

/** One page of one person, with everything that a call needs. */
export interface Caller {
  readonly person: TestPerson;
  readonly deviceId: string;
  readonly memory: FakeCallMemory;
  readonly client: ChatClient;
  readonly calls: Calls;
  readonly platform: WeriftPlatform;
}

interface PageOptions {
  /** Where it connects, if not straight to the server. */
  readonly url?: string;
  readonly deviceId?: string;
  /** Of the page that was loaded anew. */
  readonly memory?: FakeCallMemory & CallMemory;
}

/** Everyone who calls in one test file; all are gone after each test. */
export class Callers {
  private readonly made: Caller[] = [];

  constructor(private readonly here: Here) {}

  /** A patient and a consultant of one conversation, both connected. @param url where the patient connects */
  async pair(options: PageOptions = {}): Promise<{ pat: Caller; con: Caller; pair: Pair }> {
    const pair = await makePair(this.here.server);
    const [pat, con] = await Promise.all([this.open(pair.patient, options), this.open(pair.consultant)]);
    return { pat, con, pair };
  }

  /** A page of this person, connected. */
  async open(
    person: TestPerson,
    { url = this.here.server.url, deviceId = randomUUID(), memory = new FakeCallMemory() }: PageOptions = {},
  ): Promise<Caller> {
    const client = createChatClient({
      url,
      auth: { kind: 'token', getToken: () => person.token },
      platform: standardPlatform(),
      deviceId,
    });
    const platform = new WeriftPlatform(person.role, memory);
    const calls = createCalls(client, platform);
    client.connect();
    const caller = { person, deviceId, memory, client, calls, platform };
    this.made.push(caller);
    await connected(client);
    return caller;
  }

  closeAll(): void {
    for (const { client, platform } of this.made.splice(0)) {
      client.disconnect();
      platform.destroy();
    }
  }
}

/** Another patient of the same consultant, with a conversation of their own. */
export async function bookToo(patient: TestPerson, consultant: TestPerson) {
  return openConversation(patient, consultant, await book(patient, consultant));
}

export async function connected({ connection, inbox }: ChatClient): Promise<void> {
  await until(connection, ({ status, transport }) => status === 'connected' && transport === 'socket');
  await until(inbox.state, ({ status }) => status === 'ready');
}

/** The call of this page, as soon as it is in this phase. */
export function callIn({ calls }: Pick<Caller, 'calls'>, phase: CallPhase): Promise<Call> {
  return new Promise((resolve) => {
    let stop = () => {};
    let stopState = () => {};
    const look = () => {
      stopState();
      const call = calls.current.get();
      if (call === undefined) return;
      const check = () => {
        if (call.state.get().phase !== phase) return;
        stop();
        stopState();
        resolve(call);
      };
      stopState = call.state.subscribe(check);
      check();
    };
    stop = calls.current.subscribe(look);
    look();
  });
}

/** How the call of this page ends. */
export async function outcomeAt(caller: Caller) {
  const { state } = await callIn(caller, 'ended');
  return state.get().outcome;
}

/** Calls and is accepted. */
export async function connect(
  from: Caller,
  to: Caller,
  conversationId: string,
  type: Call['type'] = 'video',
) {
  const placed = from.calls.place({ conversationId, type });
  const incoming = await callIn(to, 'incoming');
  incoming.accept();
  await Promise.all([callIn(from, 'live'), callIn(to, 'live')]);
  return { placed, incoming };
}

/** Waits until packets of the other arrive at both, sent after now. */
export async function bothReceive(one: Caller, other: Caller, kinds: readonly ('audio' | 'video')[]) {
  await Promise.all(
    kinds.flatMap((kind) => [
      one.platform.receives(kind, other.person.role),
      other.platform.receives(kind, one.person.role),
    ]),
  );
}

/** What a call has left open at this page; everything is closed after each. */
export function leftOpen({ platform }: Caller) {
  return {
    peers: platform.openPeers.length,
    tracks: platform.openTracks.length,
    tones: platform.tones.wanted,
  };
}

export const NOTHING = { peers: 0, tracks: 0, tones: [] };
