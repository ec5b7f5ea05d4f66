import type { Conversation } from '@jiggy-care/protocol';
import type { Identity } from '../../auth/identity.ts';
import { Cluster } from '../../cluster/cluster.ts';
import { Config } from '../../config/config.ts';
import { ConversationsModule } from '../../conversations/conversations.module.ts';
import { ConversationsService } from '../../conversations/conversations.service.ts';
import { Database } from '../../database/database.ts';
import { RateLimits } from '../../edge/rate-limits.ts';
import { Facts } from '../../facts/facts.ts';
import { factsOf } from '../../facts/testing/facts-of.ts';
import { Log } from '../../operations/log.ts';
import { Metrics } from '../../operations/metrics.ts';
import { Broadcast } from '../../realtime/broadcast.ts';
import type { ChatSocket } from '../../realtime/chat-socket.ts';
import { OtherNodes } from '../../realtime/other-nodes.ts';
import { Presence } from '../../realtime/presence.ts';
import { type Departure, SocketLifecycle } from '../../realtime/socket-lifecycle.ts';
import { SocketTokens } from '../../realtime/socket-tokens.ts';
import { CallConnections } from '../call-connections.ts';
import { CallsModule } from '../calls.module.ts';
import { CallsService } from '../calls.service.ts';
import { CallDeadlines } from '../keeping/call-deadlines.ts';
import { CallMoves } from '../keeping/call-moves.ts';
import { CallStoreRepository } from '../keeping/call-store.repository.ts';
import { CallSweep } from '../keeping/call-sweep.ts';
import { KnownCalls } from '../keeping/known-calls.ts';
import { PeopleInCalls } from '../keeping/people-in-calls.ts';
import { PlacingService } from '../placing.service.ts';
import type { Device } from '../rules/call-record.ts';
import { SignalsService } from '../signals.service.ts';
import type { World } from './world.ts';

type ArrivalListener = (socket: ChatSocket, identity: Identity) => void;
type DepartureListener = (departure: Departure) => void;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export type Times = Pick<Config, 'ringTimeoutMs' | 'reconnectGraceMs'> &
  Partial<Pick<Config, 'environment' | 'rateLimitFactor'>>;
const LONG: Times = { ringTimeoutMs: 45_000, reconnectGraceMs: 30_000 };

type Class<T = unknown> = new (...needs: never[]) => T;
/** What takes the place of a class, whoever asks for it. */
export type Provided = readonly [kind: { readonly prototype: unknown }, part: unknown];

/** Makes what the modules provide as the injector does: each once, from what its constructor asks for. */
class Parts {
  private readonly made: Map<unknown, unknown>;
  private readonly provided: ReadonlySet<unknown> = new Set(
    [CallsModule, ConversationsModule].flatMap((module) => Reflect.getMetadata('providers', module)),
  );

  constructor(given: readonly Provided[]) {
    this.made = new Map(given);
  }

  get<T>(kind: Class<T>): T {
    if (!this.made.has(kind)) {
      if (!this.provided.has(kind)) throw new Error(`cannot make the calls: nobody gives ${kind.name}`);
      const needs: readonly Class[] = Reflect.getMetadata('design:paramtypes', kind) ?? [];
      this.made.set(kind, new kind(...(needs.map((need) => this.get(need)) as never[])));
    }
    return this.made.get(kind) as T;
  }
}

/** The calls part of one server process, without its gateways: the sockets are those of the world. */
export class CallNode {
  readonly store: CallStoreRepository;
  readonly people: PeopleInCalls;
  readonly deadlines: CallDeadlines;
  readonly moves: CallMoves;
  readonly calls: CallsService;
  readonly signals: SignalsService;
  readonly sweep: CallSweep;
  /** How calls ended on this node. */
  readonly outcomes: string[] = [];
  private readonly placing: PlacingService;
  private readonly connections: CallConnections;
  private readonly conversations: ConversationsService;
  private readonly arrived = new Set<ArrivalListener>();
  private readonly departed = new Set<DepartureListener>();

  /** @param given the database, or what stands for the parts that ask for it; and what else shall be another's */
  constructor(
    given: readonly Provided[],
    private readonly world: World,
    times: Partial<Times> = {},
  ) {
    const lifecycle = {
      onArrived: (listener: ArrivalListener) => subscribe(this.arrived, listener),
      onDeparted: (listener: DepartureListener) => subscribe(this.departed, listener),
    };
    const database = new Map<unknown, unknown>(given).get(Database) as Database;
    const parts = new Parts([
      [Broadcast, world.broadcast],
      [OtherNodes, world.othersOfNode()],
      [Presence, world.presence],
      [SocketLifecycle, lifecycle],
      [SocketTokens, { spareDuringCalls: () => {} }],
      [Facts, factsOf(database)],
      [Cluster, { pair: undefined }],
      [Config, { ...LONG, ...times }],
      [
        Metrics,
        {
          callOver: (status: string) => void this.outcomes.push(status),
          callWithoutMedia: () => {},
          taskDone: () => {},
        },
      ],
      [Log, silent],
      [RateLimits, new RateLimits({ factor: undefined, production: false, redis: undefined })],
      ...given,
    ]);
    this.store = parts.get(CallStoreRepository);
    this.people = parts.get(PeopleInCalls);
    this.deadlines = parts.get(CallDeadlines);
    this.moves = parts.get(CallMoves);
    this.calls = parts.get(CallsService);
    this.signals = parts.get(SignalsService);
    this.sweep = parts.get(CallSweep);
    this.placing = parts.get(PlacingService);
    this.connections = parts.get(CallConnections);
    this.conversations = parts.get(ConversationsService);
    parts.get(KnownCalls).onModuleInit();
    this.connections.onModuleInit();
  }

  initiate(by: Device, conversation: Conversation, callType: 'audio' | 'video' = 'video') {
    const toUserId =
      conversation.patientId === by.userId ? conversation.consultantId : conversation.patientId;
    return this.placing.initiate({ by, conversation, toUserId, callType });
  }

  arrive(device: Device): void {
    for (const listener of this.arrived) listener(socketOf(device), identityOf(device));
  }

  join(device: Device, conversation: Conversation): Promise<void> {
    return this.conversations.joined(socketOf(device), conversation);
  }

  depart(device: Device, deliberate: boolean, closeCode?: number): void {
    this.world.sockets.delete(device.socketId);
    const departure = { socket: socketOf(device), identity: identityOf(device), deliberate, closeCode };
    for (const listener of this.departed) listener(departure);
  }

  /** As if the process went away without a word. */
  kill(): void {
    void this.connections.onModuleDestroy();
    this.sweep.onModuleDestroy();
    this.deadlines.onModuleDestroy();
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function identityOf({ userId }: Device): Identity {
  return { userId, role: 'patient', sessionId: undefined };
}

function socketOf(device: Device): ChatSocket {
  return {
    id: device.socketId,
    data: {
      identity: identityOf(device),
      deviceId: device.deviceId ?? undefined,
      announcedClient: device.queuesCandidates,
      joined: new Map(),
    },
  } as unknown as ChatSocket;
}
