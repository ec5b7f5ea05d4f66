import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import type { Identity } from '../auth/identity.ts';
import { Config } from '../config/config.ts';
import { networkOf } from '../edge/client-address.ts';
import { DomainError } from '../errors/domain-error.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import { Broadcast } from './broadcast.ts';
import type { ChatNamespace, ChatSocket } from './chat-socket.ts';
import { closeCodeOf } from './close-codes.ts';
import { type Connection, ConnectionGate } from './connection-gate.ts';
import { EventPipeline, QUEUE_BOUNDS } from './event-pipeline.ts';
import { EventQueue } from './event-queue.ts';
import { Handshake } from './handshake.ts';
import { OtherNodes } from './other-nodes.ts';
import { Presence } from './presence.ts';
import { inboxRoom, personRoom, plainPersonRoom, sessionRoom } from './rooms.ts';
import { Seats } from './seats.ts';
import { SessionBinding } from './session-binding.ts';
import { SocketTokens } from './socket-tokens.ts';

export interface Departure {
  readonly socket: ChatSocket;
  readonly identity: Identity;
  /** Whether the client said goodbye, or the server ended it; a lost transport is neither. */
  readonly deliberate: boolean;
  /** With which code the client closed its websocket: 1001 = its page is going away. Over polling there is none. */
  readonly closeCode: number | undefined;
}

type Arrived = (socket: ChatSocket, identity: Identity) => void;
type Departed = (departure: Departure) => void;

interface EngineSocket {
  close(): void;
  readonly readyState: string;
  readonly writeBuffer: readonly unknown[];
  readonly transport: { readonly writable: boolean };
}

const FLUSH_MS = 1_000;
const FLUSH_CHECK_MS = 10;

/** From the handshake of a socket to its end. */
@Injectable()
export class SocketLifecycle {
  private served: ChatNamespace | undefined;
  private readonly arrivalListeners = new Set<Arrived>();
  private readonly departureListeners = new Set<Departed>();
  private readonly seated = new WeakSet<ChatSocket>();

  constructor(
    private readonly config: Config,
    private readonly handshake: Handshake,
    private readonly pipeline: EventPipeline,
    private readonly presence: Presence,
    private readonly broadcast: Broadcast,
    private readonly tokens: SocketTokens,
    private readonly seats: Seats,
    private readonly gate: ConnectionGate,
    private readonly binding: SessionBinding,
    private readonly others: OtherNodes,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  /** Told when a socket has its identity: at once with a credential, else with its first join. */
  onArrived(listener: Arrived): () => void {
    this.arrivalListeners.add(listener);
    return () => this.arrivalListeners.delete(listener);
  }

  onDeparted(listener: Departed): () => void {
    this.departureListeners.add(listener);
    return () => this.departureListeners.delete(listener);
  }

  useClusterOf(server: Server): void {
    this.others.connect(server);
  }

  /** Nest asks once for each gateway; they all share the one namespace. */
  serve(namespace: ChatNamespace): void {
    if (this.served !== undefined) return;
    this.served = namespace;
    this.broadcast.attach(namespace);
    this.presence.attach(namespace, this.others);
    this.tokens.attach(namespace);
    this.metrics.gauge('jiggy_sockets', 'Connected sockets.', () => namespace.sockets.size);
    namespace.use((socket, next) => void this.letIn(socket, next));
    namespace.on('connection', (socket) => this.connected(socket));
  }

  /** Takes no new events and resolves when what was begun is answered, and the connections are closed. */
  async drain(): Promise<void> {
    await this.pipeline.drain();
    await this.closeFlushed();
  }

  /**
   * Closing a connection throws away what is not yet handed to the network, so each is closed as soon as it has nothing
   * unsent: until then nobody answers its person, who could long be with another node. Who does not read is not waited for.
   */
  private async closeFlushed(): Promise<void> {
    const engine = this.served?.server.engine as unknown as
      | { clients: Record<string, EngineSocket> }
      | undefined;
    const deadline = performance.now() + FLUSH_MS;
    for (let left = Object.values(engine?.clients ?? {}); left.length > 0 && performance.now() < deadline; ) {
      for (const connection of left) if (!hasUnsent(connection)) connection.close();
      left = left.filter(({ readyState }) => readyState === 'open');
      if (left.length > 0) await delay(FLUSH_CHECK_MS);
    }
  }

  /** Gives a socket that came without a credential the identity of its first join, for good. */
  identify(socket: ChatSocket, identity: Identity): void {
    if (socket.data.identity !== undefined) throw new Error('cannot identify a socket twice');
    this.seats.take(identity.userId, socket.data.address);
    this.seats.release(undefined, socket.data.address);
    socket.data.identity = identity;
    this.enter(socket, identity);
  }

  private async letIn(socket: ChatSocket, next: (refusal?: Error) => void): Promise<void> {
    try {
      this.gate.enter(socket.conn);
      await this.admit(socket).finally(() => this.gate.answered(socket.conn));
    } catch (thrown) {
      next(refusalOf(await this.countRefused(socket, thrown)));
      return;
    }
    next();
    // Socket.IO connects it in this very tick, or never, if its transport has gone meanwhile.
    process.nextTick(() => process.nextTick(() => this.freeUnlessConnected(socket)));
  }

  /** @returns why it is refused: who is refused too often learns that instead */
  private async countRefused(socket: ChatSocket, thrown: unknown): Promise<unknown> {
    const who = { socketId: socket.id, network: networkOf(this.handshake.addressOf(socket.request)) };
    if (!(thrown instanceof DomainError)) {
      this.metrics.handshakeRefusal('internal');
      this.log.warn({ ...who, error: describeError(thrown) }, 'cannot let a socket in');
      return thrown;
    }
    this.metrics.handshakeRefusal(thrown.code);
    if (thrown.code === 'unavailable') return thrown;
    this.log[this.config.environment === 'development' ? 'info' : 'debug'](
      { ...who, code: thrown.code },
      'handshake refused',
    );
    return this.gate.refused(socket.conn as unknown as Connection).then(
      () => thrown,
      (tooOften: unknown) => tooOften,
    );
  }

  private freeUnlessConnected(socket: ChatSocket): void {
    if (this.seated.has(socket)) return;
    this.seats.release(socket.data.identity?.userId, socket.data.address);
  }

  private async admit(socket: ChatSocket): Promise<void> {
    const arrival = await this.handshake.examine(socket);
    this.seats.take(arrival.identity?.userId, arrival.address);
    Object.assign(socket.data, arrival, {
      queue: new EventQueue({ ...QUEUE_BOUNDS, now: () => performance.now() }),
    });
  }

  private connected(socket: ChatSocket): void {
    // Never calling `next` keeps Socket.IO from dispatching by itself.
    socket.use((packet) => {
      this.tokens.noteUse(socket);
      this.pipeline.receive(socket, packet);
    });
    this.seated.add(socket);
    this.gate.letIn(socket.conn);
    this.binding.bind(socket);
    socket.once('disconnect', (reason) => this.disconnected(socket, reason));
    this.log.info(whoIs(socket), 'socket connected');
    if (socket.data.identity !== undefined) this.enter(socket, socket.data.identity);
  }

  private enter(socket: ChatSocket, identity: Identity): void {
    const rooms = [personRoom(identity.userId)];
    if (!socket.data.announcedClient) rooms.push(plainPersonRoom(identity.userId));
    if (identity.sessionId !== undefined)
      rooms.push(sessionRoom(identity.sessionId), inboxRoom(identity.userId));
    void socket.join(rooms);
    this.tokens.watch(socket);
    this.presence.arrived(identity.userId);
    for (const listener of this.arrivalListeners) listener(socket, identity);
  }

  private disconnected(socket: ChatSocket, reason: string): void {
    const { identity, queue, address } = socket.data;
    queue.close();
    this.tokens.forget(socket);
    // Outside of all namespaces, and so of all that is counted, nothing stays connected.
    socket.conn.close();
    this.seats.release(identity?.userId, address);
    this.metrics.disconnect(reason);
    this.log.info({ ...whoIs(socket), reason }, 'socket disconnected');
    if (identity === undefined) return;
    this.presence.left(identity.userId).catch((thrown: unknown) => {
      const { userId } = identity;
      this.log.warn({ userId, error: describeError(thrown) }, 'cannot note when someone was last seen');
    });
    const deliberate = reason === 'client namespace disconnect' || reason === 'server namespace disconnect';
    const departure = { socket, identity, deliberate, closeCode: closeCodeOf(socket.conn) };
    for (const listener of this.departureListeners) listener(departure);
  }
}

/** What a line of the log may say of a socket. */
function whoIs({ id, data: { identity, address } }: ChatSocket) {
  return { socketId: id, userId: identity?.userId, network: networkOf(address) };
}

function hasUnsent({ readyState, transport, writeBuffer }: EngineSocket): boolean {
  return readyState === 'open' && (writeBuffer.length > 0 || !transport.writable);
}

/** What a refused client reads in `connect_error`: a message, and our codes in `data`. */
function refusalOf(thrown: unknown): Error {
  const refusal =
    thrown instanceof DomainError
      ? thrown
      : new DomainError('unavailable', 'The server cannot let you in just now');
  const error: Error & { data?: object } = new Error(
    refusal.status === 401 ? 'Unauthorized' : refusal.message,
  );
  error.data = {
    message: refusal.message,
    code: refusal.code,
    retryable: refusal.retryable,
    ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
  };
  return error;
}
