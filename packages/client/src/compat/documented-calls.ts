import type { Call, CallState, CallType } from '../call/call.ts';
import type { Calls } from '../call/calls.ts';
import { ChatError } from '../errors.ts';
import type { LiveInbox } from '../inbox/live-inbox.ts';
import type { Clock } from '../platform/platform.ts';
import { until } from '../store.ts';
import type { Person } from '../wire.ts';
import type { ConversationNames } from './conversation-names.ts';

/** A call that is asked for in one breath with `connect` waits so long for the connection; later it would surprise. */
const CONNECT_TIMEOUT_MS = 15_000;

interface Parts {
  readonly calls: Calls;
  readonly names: ConversationNames;
  readonly inbox: LiveInbox;
  readonly clock: Clock;
}

/** The documented ways to call, over the calls of this package. */
export class DocumentedCalls {
  /** What is being placed and has no call yet. */
  private placing: object | undefined;

  constructor(private readonly parts: Parts) {}

  /**
   * Resolves as soon as it rings at the other side, or is over before that; what came of it is told by events.
   *
   * @throws ChatError `in_another_call`, `not_found`, or why the server refused
   */
  async place(toUserId: string, conversationId: string, type: CallType): Promise<void> {
    if (this.placing !== undefined) throw new ChatError('in_another_call', 'You are calling already');
    const placing = {};
    this.placing = placing;
    try {
      const id = await this.nameInTime(conversationId);
      // It was ended before it began.
      if (this.placing !== placing) return;
      const other = this.findOther(id, toUserId);
      const call = this.parts.calls.place({ conversationId: id, type, other });
      this.placing = undefined;
      await settled(call, ({ phase }) => phase !== 'calling');
    } finally {
      if (this.placing === placing) this.placing = undefined;
    }
  }

  /**
   * Resolves as soon as the call is taken, or is over before that.
   *
   * @throws ChatError `no_such_call`, or why the server refused
   */
  async accept(callerId: string, type: CallType): Promise<void> {
    const call = this.requireIncoming(callerId);
    call.accept(type === 'audio' ? { video: false } : {});
    await settled(call, ({ phase }) => phase !== 'incoming' && phase !== 'answering');
  }

  /** @throws ChatError `no_such_call` */
  reject(callerId: string, reason: string): void {
    this.requireIncoming(callerId).decline(reason);
  }

  end(): void {
    this.placing = undefined;
    this.parts.calls.current.get()?.end();
  }

  private requireIncoming(callerId: string): Call {
    const call = this.parts.calls.current.get();
    const isIt = call?.direction === 'incoming' && isSame(call.other.id, callerId);
    const phase = call?.state.get().phase;
    if (isIt && (phase === 'incoming' || phase === 'answering')) return call;
    throw new ChatError('no_such_call', 'There is no such call, it may be over');
  }

  /** The document names the person as well as the conversation: never let the two differ. */
  private findOther(conversationId: string, toUserId: string): Person {
    const other = this.parts.inbox.find(conversationId)?.other ?? { id: toUserId, name: '' };
    if (isSame(other.id, toUserId)) return other;
    throw new ChatError('not_found', 'There is nobody with this id to call in this conversation');
  }

  private async nameInTime(id: string): Promise<string> {
    const { names, clock } = this.parts;
    const known = names.peek(id);
    if (known !== undefined) return known;
    let cancel = () => {};
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(CONNECT_TIMEOUT_MS, () =>
        reject(new ChatError('unreachable', 'The server cannot be reached just now')),
      );
    });
    try {
      return await Promise.race([names.find(id), late]);
    } finally {
      cancel();
    }
  }
}

async function settled(call: Call, isSettled: (state: CallState) => boolean): Promise<void> {
  const { outcome } = await until(call.state, isSettled);
  if (outcome?.error === undefined && outcome?.kind !== 'refused') return;
  throw outcome.error ?? new ChatError('conflict', 'The call could not be made');
}

function isSame(id: string, other: string): boolean {
  return id.toLowerCase() === other.toLowerCase();
}
