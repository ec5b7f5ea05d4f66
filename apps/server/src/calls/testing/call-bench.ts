import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Booking, Conversation, ServerEventName } from '@jiggy-care/protocol';
import { copyTemplate } from '../../../test/support/database-template.ts';
import type { Identity } from '../../auth/identity.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Config } from '../../config/config.ts';
import { ConversationsRepository } from '../../conversations/conversations.repository.ts';
import { ConversationsService } from '../../conversations/conversations.service.ts';
import type { Database } from '../../database/database.ts';
import { migrateDatabase } from '../../database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../database/migrations-folder.ts';
import { openDatabase } from '../../database/open-database.ts';
import { bookings, conversations, users } from '../../database/schema.ts';
import { RateLimits } from '../../edge/rate-limits.ts';
import type { FactList } from '../../facts/fact-list.ts';
import type { Facts } from '../../facts/facts.ts';
import { factsOf } from '../../facts/testing/facts-of.ts';
import type { Metrics } from '../../operations/metrics.ts';
import type { Broadcast } from '../../realtime/broadcast.ts';
import type { ChatSocket } from '../../realtime/chat-socket.ts';
import type { Presence } from '../../realtime/presence.ts';
import type { Departure, SocketLifecycle } from '../../realtime/socket-lifecycle.ts';
import type { SocketTokens } from '../../realtime/socket-tokens.ts';
import { CallConnections } from '../call-connections.ts';
import { CallsService } from '../calls.service.ts';
import { CallDeadlines } from '../keeping/call-deadlines.ts';
import { CallLogRepository } from '../keeping/call-log.repository.ts';
import { CallMoves } from '../keeping/call-moves.ts';
import { CallStoreRepository } from '../keeping/call-store.repository.ts';
import { CallSweep } from '../keeping/call-sweep.ts';
import { PeopleInCalls } from '../keeping/people-in-calls.ts';
import { PlacingRepository } from '../keeping/placing.repository.ts';
import { RefusedCalls } from '../keeping/refused-calls.ts';
import { PlacingService } from '../placing.service.ts';
import type { Reachability } from '../reachability.ts';
import type { Device } from '../rules/call-record.ts';
import { SignalsService } from '../signals.service.ts';

type ArrivalListener = (socket: ChatSocket, identity: Identity) => void;
type DepartureListener = (departure: Departure) => void;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export interface Person {
  readonly id: string;
  readonly role: 'patient' | 'consultant';
  readonly name: string;
}

export interface BenchPair {
  readonly patient: Person;
  readonly consultant: Person;
  readonly conversation: Conversation;
}

/** A database with people in it. */
export class CallBench {
  private constructor(
    readonly database: Database,
    private readonly directory: string,
  ) {}

  static async open(url?: string): Promise<CallBench> {
    const directory = mkdtempSync(join(tmpdir(), 'jiggy-calls-'));
    if (url === undefined) await copyTemplate(directory);
    const database = await openDatabase({ url, dataDir: directory, log: silent });
    await migrateDatabase(database.pool, MIGRATIONS_FOLDER, silent);
    return new CallBench(database, directory);
  }

  async close(): Promise<void> {
    await this.database.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Takes every call away that a test has left behind. */
  async clear(): Promise<void> {
    await this.database.pool.query('delete from call_parties');
    await this.database.pool.query('delete from calls');
  }

  async person(role: Person['role'], name = `Some ${role}`): Promise<Person> {
    const id = randomUUID();
    await this.database.db
      .insert(users)
      .values({ id, email: `${id}@example.org`, name, role, passwordHash: 'none' });
    return { id, role, name };
  }

  async converse(patient: Person, consultant: Person): Promise<Conversation> {
    const ids = { consultantId: consultant.id, patientId: patient.id };
    const scheduled = { ...ids, scheduledAt: '2027-03-01T10:00:00.000Z', durationMinutes: 30 };
    const [booking] = await this.database.db.insert(bookings).values(scheduled).returning();
    const [conversation] = await this.database.db
      .insert(conversations)
      .values({ ...ids, bookingId: booking?.id ?? '' })
      .returning();
    if (conversation === undefined) throw new Error('cannot converse: nothing was stored');
    const { id, consultantId, patientId, bookingId, createdAt, updatedAt } = conversation;
    return { id, consultantId, patientId, bookingId, createdAt, updatedAt };
  }

  async pair(): Promise<BenchPair> {
    const [patient, consultant] = [await this.person('patient'), await this.person('consultant')];
    return { patient, consultant, conversation: await this.converse(patient, consultant) };
  }

  node(world: World, times: Partial<Times> = {}, cluster?: Cluster): CallNode {
    const facts = factsOf(this.database);
    const conversations = new ConversationsService(
      new ConversationsRepository(this.database, facts),
      world.presence,
    );
    const situations = new PlacingRepository(this.database);
    const parts = { facts, store: new CallStoreRepository(this.database, facts), conversations, situations };
    return new CallNode(cluster === undefined ? parts : { ...parts, cluster }, world, times);
  }

  get log(): CallLogRepository {
    return new CallLogRepository(this.database);
  }
}

export interface Sent {
  readonly to: string;
  readonly event: ServerEventName;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into payloads of every shape
  readonly payload: any;
}

/** The sockets that there are, on whichever node, and what was said to them. */
export class World {
  readonly sent: Sent[] = [];
  readonly sockets = new Map<string, Device>();
  onSent: (sent: Sent) => void = () => {};

  connect(userId: string, more: Partial<Device> = {}): Device {
    const device = { userId, socketId: randomUUID(), deviceId: null, queuesCandidates: false, ...more };
    this.sockets.set(device.socketId, device);
    return device;
  }

  /** What one socket heard: said to it, or to all that its person has. */
  heardBy({ socketId, userId, queuesCandidates }: Device): Sent[] {
    const names = [socketId, userId, ...(queuesCandidates ? [] : [`plain ${userId}`])];
    return this.sent.filter(({ to }) => {
      const [who = '', except] = to.split(' but ');
      return names.includes(who) && except !== socketId;
    });
  }

  eventsOf(device: Device): string[] {
    return this.heardBy(device).map(({ event }) => event);
  }

  readonly broadcast = {
    toSocket: (to, event, payload) => {
      if (this.sockets.has(to)) this.note(to, event, payload);
    },
    toPerson: (userId, event, payload, except = []) => this.note(allBut(userId, except), event, payload),
    toPlainSocketsOf: (userId, event, payload, except = []) =>
      this.note(allBut(`plain ${userId}`, except), event, payload),
    toConversation: (id, event, payload, { except } = {}) =>
      this.note(allBut(id, except === undefined ? [] : [except]), event, payload),
  } satisfies Pick<
    Broadcast,
    'toSocket' | 'toPerson' | 'toPlainSocketsOf' | 'toConversation'
  > as unknown as Broadcast;

  readonly presence = {
    isOnline: async (userId) => [...this.sockets.values()].some((device) => device.userId === userId),
    isConnected: async (socketId) => this.sockets.has(socketId),
    hasJustLeft: async () => false,
  } satisfies Pick<Presence, 'isOnline' | 'isConnected' | 'hasJustLeft'> as unknown as Presence;

  private note(to: string, event: ServerEventName, payload: object): void {
    const sent = { to, event, payload };
    this.sent.push(sent);
    this.onSent(sent);
  }
}

const allBut = (who: string, except: readonly string[]) =>
  except.length === 0 ? who : `${who} but ${except.join()}`;

interface Parts {
  readonly facts: Facts;
  readonly store: CallStoreRepository;
  readonly conversations: ConversationsService;
  readonly situations: PlacingRepository;
  readonly cluster?: Cluster;
}

type Times = Pick<Config, 'ringTimeoutMs' | 'reconnectGraceMs'> &
  Partial<Pick<Config, 'environment' | 'rateLimitFactor'>>;
const LONG: Times = { ringTimeoutMs: 45_000, reconnectGraceMs: 30_000 };

/** The calls part of one server process. */
export class CallNode {
  readonly facts: Facts;
  readonly store: CallStoreRepository;
  readonly conversations: ConversationsService;
  readonly people: PeopleInCalls;
  readonly deadlines = new CallDeadlines();
  readonly moves: CallMoves;
  readonly placing: PlacingService;
  readonly calls: CallsService;
  readonly signals: SignalsService;
  readonly refused = new RefusedCalls();
  readonly sweep: CallSweep;
  /** How calls ended on this node. */
  readonly outcomes: string[] = [];
  private readonly connections: CallConnections;
  private readonly arrived = new Set<ArrivalListener>();
  private readonly departed = new Set<DepartureListener>();

  constructor(
    { facts, store, conversations, situations, cluster = { pair: undefined } as Cluster }: Parts,
    private readonly world: World,
    times: Partial<Times> = {},
  ) {
    const { broadcast, presence } = world;
    const config = { ...LONG, ...times } as Config;
    const metrics = { callOver: (status: string) => void this.outcomes.push(status) } as unknown as Metrics;
    const limits = new RateLimits({ factor: undefined, production: false, redis: undefined });
    this.facts = facts;
    this.store = store;
    this.conversations = conversations;
    const reachability = { canRing: (userId: string) => presence.isOnline(userId) } as Reachability;
    this.people = new PeopleInCalls(cluster);
    this.moves = new CallMoves(this.store, broadcast, this.people, this.deadlines, config, metrics, silent);
    this.placing = new PlacingService(situations, this.moves, reachability, limits, config);
    this.calls = new CallsService(this.store, this.moves);
    this.signals = new SignalsService(
      this.store,
      this.moves,
      this.refused,
      broadcast,
      presence,
      cluster,
      this.conversations,
      config,
    );
    this.sweep = new CallSweep(
      this.store,
      this.moves,
      this.deadlines,
      this.people,
      presence,
      cluster,
      silent,
    );
    this.connections = new CallConnections(
      {
        onArrived: (listener: ArrivalListener) => subscribe(this.arrived, listener),
        onDeparted: (listener: DepartureListener) => subscribe(this.departed, listener),
      } as unknown as SocketLifecycle,
      this.conversations,
      this.facts,
      { spareDuringCalls: () => {} } as unknown as SocketTokens,
      presence,
      this.people,
      this.store,
      this.moves,
      this.calls,
      silent,
    );
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

  changeBlock(change: FactList['block.changed']): void {
    this.facts.tell('block.changed', change);
  }

  changeBooking(booking: Booking): void {
    this.facts.tell('booking.changed', { booking, before: booking, by: booking.patientId });
  }

  /** As if the process went away without a word. */
  kill(): void {
    this.connections.onModuleDestroy();
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
