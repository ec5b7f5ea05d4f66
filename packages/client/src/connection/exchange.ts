import type {
  CLIENT_EVENTS,
  ClientEventName,
  ClientInput,
  ServerEventName,
  ServerPayload,
} from '@jiggy-care/protocol';
import { ChatError } from '../errors.ts';
import type { Clock } from '../platform/platform.ts';
import { readRefusal } from '../refusal.ts';
import type { OpenSocket } from './socket.ts';

/** How long an answer may take; after that nobody knows whether the event was handled. */
const ANSWER_TIMEOUT_MS = 10_000;
/** One lost answer can be an accident; so many in a row mean that nobody listens at the other end. */
const SILENCE = 2;

/** What the answer to an event carries; of some, only that it was handled. */
export type AnswerTo<E extends ClientEventName> = (typeof CLIENT_EVENTS)[E] extends {
  readonly answer: infer A extends ServerEventName;
}
  ? ServerPayload<A>
  : unknown;

/** An answer with its name: some questions have several. */
export type NamedAnswer = {
  readonly [E in ServerEventName]: { readonly event: E; readonly data: ServerPayload<E> };
}[ServerEventName];

type Answer = { readonly event?: unknown; readonly data?: unknown };

/** Questions and answers over one socket after the other. */
export class Exchange {
  private socket: OpenSocket | undefined;
  private unanswered = 0;
  private readonly pending = new Set<(failure: ChatError) => void>();

  /** @param onSilence called when the server does not answer any more */
  constructor(
    private readonly clock: Clock,
    private readonly onSilence: () => void,
  ) {}

  attach(socket: OpenSocket): void {
    this.socket = socket;
    this.unanswered = 0;
  }

  /** The socket is gone, and with it every answer that was waited for. */
  detach(): void {
    this.socket = undefined;
    for (const fail of [...this.pending])
      fail(new ChatError('no_answer', 'The connection was lost before the answer'));
  }

  /** Emits, and does not care whether it arrives. */
  tell<E extends ClientEventName>(event: E, payload: ClientInput<E>): void {
    this.socket?.emit(event, payload);
  }

  /**
   * Emits and waits for the answer.
   *
   * @throws ChatError as the server refuses; `no_answer` when none came, then it may have been done;
   *         `unreachable` without a socket, then it was not
   */
  async ask<E extends ClientEventName>(event: E, payload: ClientInput<E>): Promise<AnswerTo<E>> {
    const { data } = await this.inquire(event, payload);
    return data as AnswerTo<E>;
  }

  /** The same, for questions that have more than one answer. */
  inquire<E extends ClientEventName>(event: E, payload: ClientInput<E>): Promise<NamedAnswer> {
    const { socket } = this;
    if (socket === undefined)
      return Promise.reject(new ChatError('unreachable', 'There is no connection just now'));
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => {
        cancel();
        this.pending.delete(fail);
        then();
      };
      const fail = (failure: ChatError) => settle(() => reject(failure));
      const cancel = this.clock.after(ANSWER_TIMEOUT_MS, () => {
        fail(new ChatError('no_answer', 'The server did not answer in time'));
        if (socket === this.socket) this.countSilence();
      });
      this.pending.add(fail);
      socket.emit(event, payload, (reply) => {
        this.unanswered = 0;
        const { event: name, data } = (reply ?? {}) as Answer;
        if (name === 'error') fail(readRefusal(data));
        else settle(() => resolve({ event: name, data } as NamedAnswer));
      });
    });
  }

  private countSilence(): void {
    this.unanswered += 1;
    if (this.unanswered >= SILENCE) this.onSilence();
  }
}
