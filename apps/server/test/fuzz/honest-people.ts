import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { ask } from '../support/api.ts';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';

/** Each well below the limits of a person, together enough for a hundredth of them to mean something. */
const PAIRS = 16;
const PAUSE_MS = 600;
/** Who waits this long has got no answer. */
const PATIENCE_MS = 5_000;

/** How long people waited, in ms, and what was refused to them. */
export interface Waits {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly refusals: readonly string[];
}

interface Server {
  readonly url: string;
  readonly api: string;
}

interface Person {
  readonly self: TestPerson;
  readonly pair: Pair;
  readonly socket: Socket;
}

/** People who write to each other and look at what was written, as people do, and note how long they wait. */
export class HonestPeople {
  private constructor(
    private readonly server: Server,
    private readonly people: readonly Person[],
  ) {}

  static async arrive(server: Server): Promise<HonestPeople> {
    const people: Person[] = [];
    for (let n = 0; n < PAIRS; n += 1) {
      const pair = await makePair(server, `10.1.0.${n + 1}`);
      for (const self of [pair.patient, pair.consultant]) {
        people.push({ self, pair, socket: await enter(server, self, pair) });
      }
    }
    return new HonestPeople(server, people);
  }

  /** Lets them all write and read for a time. */
  async live(ms: number): Promise<Waits> {
    const waits: number[] = [];
    const refusals: string[] = [];
    const until = Date.now() + ms;
    await Promise.all(
      this.people.map(async (person, index) => {
        await sleep((index * PAUSE_MS) / this.people.length);
        for (let turn = index; Date.now() < until; turn += 1) {
          const begin = performance.now();
          const refusal = await (turn % 3 === 0 ? this.read(person) : write(person));
          waits.push(performance.now() - begin);
          if (refusal !== undefined) refusals.push(refusal);
          await sleep(PAUSE_MS);
        }
      }),
    );
    waits.sort((a, b) => a - b);
    const at = (share: number) => Math.round(waits[Math.ceil(waits.length * share) - 1] ?? Number.NaN);
    return { count: waits.length, p50: at(0.5), p99: at(0.99), refusals };
  }

  leave(): void {
    for (const { socket } of this.people) socket.disconnect();
  }

  private async read({ self, pair }: Person): Promise<string | undefined> {
    const path = `/chat/conversations/${pair.conversation.id}/messages`;
    const { status } = await ask(this.server.api, 'GET', path, { token: self.token });
    return status === 200 ? undefined : `read ${status}`;
  }
}

async function write({ self, pair, socket }: Person): Promise<string | undefined> {
  try {
    const reply = await socket.timeout(PATIENCE_MS).emitWithAck('send_message', {
      conversationId: pair.conversation.id,
      content: 'How are you today?',
      senderType: self.role,
    });
    return reply.event === 'message_sent' ? undefined : `write ${reply.data.code}`;
  } catch {
    return 'write: no answer';
  }
}

async function enter({ url }: Server, self: TestPerson, pair: Pair): Promise<Socket> {
  const socket = io(`${url}/chat`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: self.token },
  });
  const reply = await socket.timeout(PATIENCE_MS).emitWithAck('join_conversation', {
    conversationId: pair.conversation.id,
    userId: self.id,
    userType: self.role,
  });
  if (reply.event !== 'joined_conversation') throw new Error(`cannot join: ${reply.data.message}`);
  return socket;
}
