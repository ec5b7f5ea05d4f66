import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '@jiggy-care/protocol';
import { io, type Socket } from 'socket.io-client';
import { expect } from 'vitest';
import { ask } from '../support/api.ts';
import type { Pair, TestPerson } from '../support/people.ts';

/** One message that a client meant to send, and all it knows of what became of it. */
export interface Attempt {
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly senderId: string;
  readonly content: string;
  /** `unknown`: no answer came, so it may be stored or not. */
  outcome: 'ok' | 'refused' | 'unknown';
  message: Message | undefined;
  /** How each try was answered: the event or the code; `none` where the client's own patience ended first. */
  readonly answers: string[];
}

interface Options {
  /** Where not every one of a pair's servers is the same: one per client, in turn. */
  readonly urls: readonly string[];
  /** Tries again, with the same id, what was not acknowledged, as an outbox does. */
  readonly retries: boolean;
  readonly pauseMs?: number;
}

/** A server that tells everybody does so far sooner, on the busiest machine. */
const ANSWER_MS = 15_000;

/**
 * Both people of each pair write without pause and hear each other, over connections that come back by
 * themselves. Every attempt is noted as Jepsen does: invoked, and then acknowledged, refused or unknown.
 */
export class ChatLoad {
  readonly attempts: Attempt[] = [];
  /** What a reader heard that was not in the stored order, or twice on one connection. */
  readonly disorder: string[] = [];
  /** For how long each client was away each time: from the lost connection until it was in its room again. */
  readonly absencesMs: number[] = [];
  /** How often each client was let in. */
  readonly arrivals: number[] = [];
  /** The longest time that each client that wrote without pause went without an acknowledgement. */
  readonly silencesMs: number[] = [];
  private readonly clients: Promise<void>[] = [];
  private readonly sockets: Socket[] = [];
  private running = true;

  constructor(
    pairs: readonly Pair[],
    private readonly options: Options,
  ) {
    let turn = 0;
    for (const pair of pairs) {
      for (const person of [pair.patient, pair.consultant]) {
        const url = options.urls[turn++ % options.urls.length] as string;
        this.clients.push(this.runClient(url, pair, person, this.clients.length));
      }
    }
  }

  get acknowledged(): number {
    return this.attempts.filter(({ outcome }) => outcome === 'ok').length;
  }

  /** Waits until so many more messages are acknowledged. */
  async progress(more: number, withinMs = 15_000): Promise<void> {
    const goal = this.acknowledged + more;
    const deadline = Date.now() + withinMs;
    while (this.acknowledged < goal) {
      if (Date.now() > deadline)
        throw new Error(`only ${this.acknowledged} of ${goal} messages were acknowledged`);
      await sleep(10);
    }
  }

  /** Begins no new message, and waits for the answers to those under way. */
  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.clients);
    for (const socket of this.sockets) socket.disconnect();
  }

  private async runClient(url: string, pair: Pair, person: TestPerson, index: number): Promise<void> {
    const { id: conversationId } = pair.conversation;
    const socket = io(`${url}/chat`, {
      forceNew: true,
      transports: ['websocket'],
      auth: { token: person.token },
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
    });
    this.sockets.push(socket);
    let isIn = false;
    let lastSeq = 0;
    let leftAt: number | undefined;
    let answeredAt: number | undefined;
    this.arrivals[index] = 0;
    this.silencesMs[index] = 0;
    socket.on('connect', () => {
      lastSeq = 0;
      socket.emit('join_conversation', { conversationId, userId: person.id, userType: person.role });
    });
    socket.on('joined_conversation', () => {
      isIn = true;
      this.arrivals[index] = (this.arrivals[index] ?? 0) + 1;
      if (leftAt !== undefined) this.absencesMs.push(performance.now() - leftAt);
      leftAt = undefined;
    });
    socket.on('disconnect', () => {
      isIn = false;
      leftAt ??= performance.now();
    });
    socket.on('new_message', ({ message }: { message: Message }) => {
      if (message.seq <= lastSeq) this.disorder.push(`${message.seq} after ${lastSeq}`);
      lastSeq = message.seq;
    });
    for (let number = 1; this.running; number += 1) {
      const attempt: Attempt = {
        clientMessageId: randomUUID(),
        conversationId,
        senderId: person.id,
        content: `${person.role} ${number}`,
        outcome: 'unknown',
        message: undefined,
        answers: [],
      };
      let isNoted = false;
      do {
        while (!isIn && this.running) await sleep(5);
        if (!isIn) break;
        if (!isNoted) this.attempts.push(attempt);
        isNoted = true;
        await this.send(socket, person, attempt);
        if (attempt.outcome === 'ok') {
          const now = performance.now();
          this.silencesMs[index] = Math.max(this.silencesMs[index] ?? 0, now - (answeredAt ?? now));
          answeredAt = now;
        }
        if (attempt.outcome !== 'ok') await sleep(50);
      } while (attempt.outcome !== 'ok' && this.options.retries && this.running);
      if (this.options.pauseMs !== undefined) await sleep(this.options.pauseMs);
    }
  }

  private async send(socket: Socket, person: TestPerson, attempt: Attempt): Promise<void> {
    const { conversationId, content, clientMessageId } = attempt;
    const answered = socket
      .timeout(ANSWER_MS)
      .emitWithAck('send_message', { conversationId, content, senderType: person.role, clientMessageId })
      .catch(() => undefined);
    const dropped = new Promise<undefined>((resolve) => socket.once('disconnect', () => resolve(undefined)));
    const answer = await Promise.race([answered, dropped]);
    attempt.answers.push(answer === undefined ? 'none' : (answer.data.code ?? answer.event));
    if (answer?.event === 'message_sent') {
      attempt.outcome = 'ok';
      attempt.message = answer.data.message;
    } else if (answer !== undefined && attempt.outcome !== 'unknown') {
      attempt.outcome = 'refused';
    }
  }
}

/** Every stored message of a conversation, as the REST history tells it, in the stored order. */
export async function readHistory(api: string, { patient, conversation }: Pair): Promise<Message[]> {
  const all: Message[] = [];
  for (let offset = 0; ; offset += 500) {
    const { status, body, text } = await ask(
      api,
      'GET',
      `/chat/conversations/${conversation.id}/messages?limit=500&offset=${offset}`,
      { token: patient.token },
    );
    if (status !== 200) throw new Error(`cannot read the history: ${status} ${text}`);
    all.unshift(...(body.messages as Message[]).reverse());
    if (!body.hasMore) return all;
  }
}

/**
 * What must hold after whatever happened: each acknowledged message is stored exactly once and as
 * acknowledged, nothing is stored twice or by nobody, and the numbers have no gap.
 */
export async function expectNothingLostOrDoubled(
  api: string,
  pairs: readonly Pair[],
  load: Pick<ChatLoad, 'attempts' | 'disorder'>,
): Promise<void> {
  const invoked = new Map(load.attempts.map((attempt) => [attempt.clientMessageId, attempt]));
  for (const pair of pairs) {
    const stored = await readHistory(api, pair);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
    const byClientId = new Map(stored.map((message) => [message.clientMessageId ?? '', message]));
    expect(byClientId.size).toBe(stored.length);
    for (const message of stored) {
      const attempt = invoked.get(message.clientMessageId ?? '');
      expect(attempt).toMatchObject({ content: message.content, senderId: message.senderId });
    }
    const acknowledged = load.attempts.filter(
      ({ outcome, conversationId }) => outcome === 'ok' && conversationId === pair.conversation.id,
    );
    for (const { clientMessageId, message } of acknowledged) {
      expect(byClientId.get(clientMessageId)).toEqual(message);
    }
    const { body } = await ask(
      api,
      'GET',
      `/chat/conversations/${pair.conversation.id}/unread?userId=${pair.consultant.id}`,
      { token: pair.consultant.token },
    );
    expect(body.unreadCount).toBe(stored.filter(({ senderId }) => senderId === pair.patient.id).length);
  }
  expect(load.disorder).toEqual([]);
}
