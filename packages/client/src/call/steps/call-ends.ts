import { ChatError, toChatError } from '../../errors.ts';
import type { CallMemory } from '../../platform/call-platform.ts';
import type { Clock } from '../../platform/platform.ts';
import type { CallConnection, CallRest } from '../surroundings.ts';

/** After this long the server has ended by itself what has nobody here. */
const WORTH_MS = 60_000;
const RETRY_MS = 2_000;
const KEY = 'jiggy-care/call-ends';

/** The end of a call, as the server is to be told of it. */
export interface CallEnd {
  readonly event: 'call:end' | 'call:reject';
  readonly toUserId: string;
  /** Unknown where the answer to our own call was lost: then the call is looked for. */
  readonly callId?: string | undefined;
  readonly reason?: string | undefined;
  /** That the devices found no way to each other. */
  readonly neverConnected?: boolean | undefined;
}

interface Entry {
  readonly end: CallEnd;
  readonly until: number;
  isUnderWay: boolean;
}

/** What a page that goes away could not tell any more. */
interface Note {
  readonly userId: string;
  /** The name `farewell` is kept: the page before may be of an older version. */
  readonly entries: readonly { readonly farewell: CallEnd; readonly until: number }[];
}

interface Parts {
  readonly connection: CallConnection;
  readonly rest: Pick<CallRest, 'listCalls'>;
  readonly clock: Clock;
  /** Outlives a reload of this page. */
  readonly memory?: CallMemory | undefined;
  userId(): string | undefined;
}

/** Tells the server that calls are over here, and again until it has heard: the other side must not ring on. */
export class CallEnds {
  private entries: Entry[] = [];
  private expected = 0;
  private cancelRetry = () => {};
  private readonly waiting = new Set<() => void>();

  constructor(private readonly parts: Parts) {
    parts.connection.onUp(() => {
      this.adopt();
      this.flush();
    });
  }

  tell(end: CallEnd): void {
    const until = this.parts.clock.now() + WORTH_MS;
    this.entries.push({ end, until, isUnderWay: false });
    this.flush();
  }

  /** An end may have to be told soon; `settled` waits for it. @returns what to call once it was told, or need not be */
  expect(): () => void {
    this.expected += 1;
    return () => {
      this.expected -= 1;
      this.review();
    };
  }

  /** Resolves when everything was told, or is not worth telling any more, or it took too long. */
  async settled(withinMs: number): Promise<void> {
    if (!this.isBusy) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        cancel();
        this.waiting.delete(done);
        resolve();
      };
      const cancel = this.parts.clock.after(withinMs, done);
      this.waiting.add(done);
    });
  }

  /** This page goes away; the next one tells what this one could not. */
  leave(): void {
    const userId = this.parts.userId();
    if (this.entries.length === 0 || userId === undefined) return;
    const note: Note = { userId, entries: this.entries.map(({ end, until }) => ({ farewell: end, until })) };
    try {
      this.parts.memory?.write(KEY, JSON.stringify(note));
    } catch {
      // A full memory: the other side learns it when this device does not answer.
    }
  }

  /** The person is another one now. */
  forget(): void {
    this.keep(() => false);
  }

  private adopt(): void {
    const { memory, userId } = this.parts;
    try {
      const text = memory?.read(KEY);
      if (text === undefined) return;
      memory?.remove(KEY);
      const note = JSON.parse(text) as Note;
      if (note.userId !== userId()) return;
      for (const { farewell: end, until } of note.entries)
        this.entries.push({ end, until, isUnderWay: false });
    } catch {
      // Not ours, or half written.
    }
  }

  private flush(): void {
    const now = this.parts.clock.now();
    this.keep(({ until }) => until > now);
    for (const entry of this.entries) if (!entry.isUnderWay) void this.send(entry);
  }

  private async send(entry: Entry): Promise<void> {
    entry.isUnderWay = true;
    try {
      await this.ask(entry.end);
      this.keep((other) => other !== entry);
    } catch (thrown) {
      entry.isUnderWay = false;
      // Any other refusal means that the call is over already.
      if (!toChatError(thrown, 'end the call').retryable) this.keep((other) => other !== entry);
      else this.retryLater();
    }
  }

  private async ask({ event, toUserId, callId: known, reason, neverConnected }: CallEnd): Promise<void> {
    const { connection } = this.parts;
    if (connection.transport !== 'socket')
      throw new ChatError('unreachable', 'There is no connection just now');
    const callId = known ?? (await this.find(toUserId));
    if (callId === undefined) return;
    if (event === 'call:end')
      await connection.ask(event, {
        toUserId,
        callId,
        ...(neverConnected === true ? { neverConnected } : {}),
      });
    else await connection.ask(event, { toUserId, callId, ...(reason === undefined ? {} : { reason }) });
  }

  /** Our own call to this person, if the server has placed it. */
  private async find(toUserId: string): Promise<string | undefined> {
    const { rest, userId } = this.parts;
    const { calls } = await rest.listCalls({ limit: 10 });
    return calls.find(
      ({ callerId, calleeId, status }) =>
        callerId === userId() && calleeId === toUserId && (status === 'ringing' || status === 'active'),
    )?.id;
  }

  private retryLater(): void {
    this.cancelRetry();
    this.cancelRetry = this.parts.clock.after(RETRY_MS, () => this.flush());
  }

  private keep(isKept: (entry: Entry) => boolean): void {
    this.entries = this.entries.filter(isKept);
    if (this.entries.length === 0) this.cancelRetry();
    this.review();
  }

  private get isBusy(): boolean {
    return this.entries.length > 0 || this.expected > 0;
  }

  private review(): void {
    if (this.isBusy) return;
    for (const done of [...this.waiting]) done();
  }
}
