import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClientEventName,
  SERVER_EVENTS,
  type ServerEventName,
  type ServerPayload,
  type UserRole,
} from '@jiggy-care/protocol';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

const PATIENCE_MS = 15_000;

type Options = Partial<ManagerOptions & SocketOptions>;
export interface Heard {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into payloads of every shape
  readonly payload: any;
}

/** A real client that remembers everything it hears, so that a test can wait for what happened before it looked. */
export class TestSocket {
  readonly heard: Heard[] = [];
  private readonly taken = new Set<Heard>();
  private readonly waiting = new Set<() => void>();

  constructor(readonly socket: Socket) {
    socket.onAny((event: string, payload: unknown) => this.note(event, payload));
    socket.on('connect', () => this.note('connect', {}));
    socket.on('disconnect', (reason) => this.note('disconnect', { reason }));
    socket.on('connect_error', (error) =>
      this.note('connect_error', {
        message: error.message,
        data: (error as Error & { data?: unknown }).data,
      }),
    );
  }

  get id(): string {
    return this.socket.id ?? '';
  }

  emit(event: ClientEventName | (string & {}), ...args: unknown[]): this {
    this.socket.emit(event, ...args);
    return this;
  }

  /** Emits and gives what the acknowledgement brings: `{event, data}`. */
  // biome-ignore lint/suspicious/noExplicitAny: refusals and answers alike
  ask(event: ClientEventName | (string & {}), payload?: unknown): Promise<{ event: string; data: any }> {
    const acknowledged = this.socket.timeout(PATIENCE_MS);
    return payload === undefined ? acknowledged.emitWithAck(event) : acknowledged.emitWithAck(event, payload);
  }

  /** The next such event that no test step has taken yet; waits for it. */
  async next<E extends ServerEventName>(
    event: E,
    fits?: (payload: ServerPayload<E>) => boolean,
  ): Promise<ServerPayload<E>>;
  // biome-ignore lint/suspicious/noExplicitAny: see Heard
  async next(event: string, fits?: (payload: any) => boolean): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: see Heard
  async next(event: string, fits: (payload: any) => boolean = () => true): Promise<any> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = this.heard.find(
        (item) => item.event === event && !this.taken.has(item) && fits(item.payload),
      );
      if (found !== undefined) {
        this.taken.add(found);
        return found.payload;
      }
      if (!(await this.newsBefore(deadline))) {
        throw new Error(
          `no ${event} came; heard: ${this.heard.map((item) => item.event).join(', ') || 'nothing'}`,
        );
      }
    }
  }

  /** The first of these events, come or to come. */
  async first(...events: readonly string[]): Promise<Heard> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = this.heard.find(({ event }) => events.includes(event));
      if (found !== undefined) return found;
      if (!(await this.newsBefore(deadline))) throw new Error(`none of ${events.join(', ')} came`);
    }
  }

  /** Everything of one kind that came so far. */
  // biome-ignore lint/suspicious/noExplicitAny: see Heard
  all(event: string): any[] {
    return this.heard.filter((item) => item.event === event).map(({ payload }) => payload);
  }

  /** The names of the events that came, in order, without the connection's own. */
  get names(): string[] {
    return this.heard
      .map(({ event }) => event)
      .filter((event) => event !== 'connect' && event !== 'disconnect');
  }

  /** Forgets what came so far. */
  clear(): void {
    this.heard.length = 0;
    this.taken.clear();
  }

  /**
   * Waits until everything that the server has sent to this socket so far has come: the answer to a question
   * asked now comes after it. Use it before stating that something did not come.
   */
  async settled(): Promise<void> {
    await this.ask('leave_conversation', { conversationId: '7d9f6f5e-0000-4000-8000-000000000000' });
    const answer = this.heard.findLast((item) => item.event === 'left_conversation');
    if (answer !== undefined) this.heard.splice(this.heard.indexOf(answer), 1);
  }

  async join(conversationId: string, person: { id: string; role: UserRole }): Promise<void> {
    const reply = await this.ask('join_conversation', {
      conversationId,
      userId: person.id,
      userType: person.role,
    });
    if (reply.event !== 'joined_conversation') throw new Error(`cannot join: ${reply.data.message}`);
  }

  close(): void {
    this.socket.disconnect();
  }

  private note(event: string, payload: unknown): void {
    this.heard.push({ event, payload });
    for (const wake of this.waiting) wake();
  }

  private async newsBefore(deadline: number): Promise<boolean> {
    const left = deadline - Date.now();
    if (left <= 0) return false;
    let wake = () => {};
    const news = new Promise<true>((resolve) => {
      wake = () => resolve(true);
      this.waiting.add(wake);
    });
    const stop = new AbortController();
    const tooLate = sleep(left, false, { signal: stop.signal }).catch(() => false);
    const came = await Promise.race([news, tooLate]);
    stop.abort();
    this.waiting.delete(wake);
    return came;
  }
}

/** Opens sockets against one server and closes them all at the end of a test. */
export class Sockets {
  private readonly open: TestSocket[] = [];

  constructor(private readonly server: { readonly url: string }) {}

  /** Connects, and does not wait for it. */
  start(options: Options = {}, namespace = '/chat'): TestSocket {
    const socket = io(`${this.server.url}${namespace}`, {
      forceNew: true,
      transports: ['websocket'],
      reconnection: false,
      ...options,
    });
    const client = new TestSocket(socket);
    this.open.push(client);
    return client;
  }

  /** Connects and waits until it stands. */
  async connect(options: Options = {}): Promise<TestSocket> {
    const client = this.start(options);
    await client.next('connect');
    return client;
  }

  /** Connects as a person with a credential. */
  as(
    person: { readonly token: string },
    auth: Record<string, unknown> = {},
    options: Options = {},
  ): Promise<TestSocket> {
    return this.connect({ auth: { token: person.token, ...auth }, ...options });
  }

  /** Connects with a credential and joins. */
  async inside(
    person: { readonly token: string; readonly id: string; readonly role: UserRole },
    conversationId: string,
    auth: Record<string, unknown> = {},
  ): Promise<TestSocket> {
    const client = await this.as(person, auth);
    await client.join(conversationId, person);
    return client;
  }

  /** Connects as the document's example does, without a credential, and joins. */
  async plainInside(
    person: { readonly id: string; readonly role: UserRole },
    conversationId: string,
  ): Promise<TestSocket> {
    const client = await this.connect();
    await client.join(conversationId, person);
    return client;
  }

  /** Also states that each of them heard only what the protocol knows, in the shapes that it gives. */
  closeAll(): void {
    const clients = this.open.splice(0);
    for (const client of clients) client.close();
    for (const client of clients) client.heard.forEach(requireProtocol);
  }
}

const OWN_EVENTS = new Set(['connect', 'disconnect', 'connect_error']);

function requireProtocol({ event, payload }: Heard): void {
  if (OWN_EVENTS.has(event)) return;
  const entry = SERVER_EVENTS[event as ServerEventName];
  if (entry === undefined) throw new Error(`the protocol has no event ${event}`);
  const result = entry.payload.safeParse(payload);
  if (!result.success) throw new Error(`${event} has not its shape: ${result.error.message}`);
}
