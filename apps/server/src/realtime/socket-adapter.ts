import type { IncomingMessage, ServerResponse } from 'node:http';
import { LIMITS } from '@jiggy-care/protocol';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { MessageMappingProperties } from '@nestjs/websockets';
import { Server, type ServerOptions } from 'socket.io';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { type Answer, type ChatNamespace } from './chat-socket.ts';
import { noteCloseCode } from './close-codes.ts';
import { type Connection, ConnectionGate } from './connection-gate.ts';
import { EngineDoor } from './engine-door.ts';
import { EventPipeline } from './event-pipeline.ts';
import { gatherWrites } from './gathered-writes.ts';
import { boundOutbound } from './outbound-bound.ts';
import { SocketLifecycle } from './socket-lifecycle.ts';

/** How long until a dead connection is noticed: the sum of the two. Oftener, and a phone's radio never rests. */
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 10_000;

/**
 * Socket.IO for Nest. Nest's own adapter binds an observable per socket and event, lets events of one socket
 * overlap, and never calls acknowledgements; this one has a single table of handlers and passes every packet
 * of every socket through one pipeline.
 */
export class ChatSocketAdapter extends IoAdapter {
  private readonly pipeline: EventPipeline;
  private readonly lifecycle: SocketLifecycle;
  private readonly door: EngineDoor;
  private readonly gate: ConnectionGate;
  private readonly origins: OriginPolicy;

  constructor(app: INestApplicationContext) {
    super(app);
    this.pipeline = app.get(EventPipeline);
    this.lifecycle = app.get(SocketLifecycle);
    this.door = app.get(EngineDoor);
    this.gate = app.get(ConnectionGate);
    this.origins = app.get(OriginPolicy);
  }

  override createIOServer(_port: number, _options?: ServerOptions): Server {
    const server = new Server(this.httpServer as never, {
      path: '/socket.io',
      serveClient: false,
      transports: ['polling', 'websocket'],
      maxHttpBufferSize: LIMITS.frameBytes,
      pingInterval: PING_EVERY_MS,
      pingTimeout: PONG_WITHIN_MS,
      connectTimeout: 10_000,
      cors: {
        credentials: true,
        origin: (origin, decide) => decide(null, origin !== undefined && this.origins.isListed(origin)),
      },
    });
    this.lifecycle.useClusterOf(server);
    const connections = (server.engine as unknown as { clients: Record<string, Connection> }).clients;
    server.engine.use((request: IncomingMessage, response: ServerResponse, next: (error?: Error) => void) => {
      void this.door.pass(request, response, connections, next).catch(next);
    });
    server.engine.on('connection', (connection: Connection) => this.gate.watch(connection));
    server.engine.on('connection', boundOutbound);
    server.engine.on('connection', gatherWrites);
    server.engine.on('connection', noteCloseCode);
    server.of('/').use((_socket, next) => next(new Error('Connect to the namespace /chat')));
    return server;
  }

  /** Called by Nest once for each gateway. The stand-in for a client makes it hand over its handlers just once. */
  override bindClientConnect(namespace: ChatNamespace, handOverHandlers: (client: object) => void): void {
    handOverHandlers({});
    this.lifecycle.serve(namespace);
  }

  override bindMessageHandlers(_standIn: unknown, handlers: MessageMappingProperties[]): void {
    for (const { message, callback } of handlers) {
      this.pipeline.register(message, callback as (event: unknown) => Promise<Answer | undefined>);
    }
  }

  override bindClientDisconnect(): void {}
}
