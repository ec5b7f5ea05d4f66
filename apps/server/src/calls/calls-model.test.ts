import type { Conversation } from '@jiggy-care/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import { CallStoreRepository } from './keeping/call-store.repository.ts';
import { PlacingRepository } from './keeping/placing.repository.ts';
import { MemoryStore } from './keeping/testing/memory-store.ts';
import { type CallRecord, type Device, isLive, isParty } from './rules/call-record.ts';
import { ADA, answerOf, BEN, CONVERSATION, candidateOf, offerOf } from './rules/testing/call-fixtures.ts';
import { CallNode, type Provided } from './testing/call-node.ts';
import { type Sent, World } from './testing/world.ts';

const RING_MS = 5_000;
const GRACE_MS = 3_000;
const conversation: Conversation = {
  id: CONVERSATION,
  patientId: ADA,
  consultantId: BEN,
  bookingId: CONVERSATION,
  createdAt: '2026-01-14T14:30:00.000Z',
  updatedAt: '2026-01-14T14:30:00.000Z',
};

/** Each person has a device that says which one it is, and one like the document's example. */
const SEATS = ['ada sdk', 'ada plain', 'ben sdk', 'ben plain'] as const;
type Seat = (typeof SEATS)[number];

const ACTIONS = [
  'connect',
  'leave',
  'drop',
  'join',
  'initiate',
  'accept',
  'reject',
  'end',
  'away',
  'offer',
  'answer',
  'candidate',
  'media',
] as const;
type Step =
  | { readonly action: (typeof ACTIONS)[number]; readonly seat: Seat; readonly awaited: boolean }
  | { readonly action: 'wait'; readonly ms: number }
  | { readonly action: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      action: fc.constantFrom(...ACTIONS),
      seat: fc.constantFrom(...SEATS),
      awaited: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ action: fc.constant('wait' as const), ms: fc.nat(4_000) }) },
  { weight: 1, arbitrary: fc.constant({ action: 'restart' as const }) },
);

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Two people with two devices each, a server that may be restarted, and everything that was said. */
class Model {
  readonly world = new World();
  readonly store: MemoryStore;
  readonly seats = new Map<Seat, Device>();
  /** Calls that a socket has ended by itself, or left by calling anew: it needs no telling. */
  readonly ended = new Map<string, Set<string>>();
  readonly faults: string[] = [];
  node: CallNode;
  private readonly pending: Promise<unknown>[] = [];

  constructor(pauses: readonly number[]) {
    let turn = 0;
    this.store = new MemoryStore(async () => {
      for (let left = pauses[turn++ % pauses.length] ?? 0; left > 0; left -= 1) await Promise.resolve();
    });
    this.store.onStored = () => {
      for (const person of [ADA, BEN]) {
        const live = this.store.calls.filter((call) => isLive(call) && isParty(call, person));
        if (live.length > 1) this.faults.push(`${person} is in ${live.length} live calls`);
      }
    };
    this.world.onSent = (sent) => this.judge(sent);
    this.node = this.boot();
  }

  async run(steps: readonly Step[]): Promise<void> {
    await this.node.sweep.onApplicationBootstrap();
    for (const one of steps) await this.take(one);
    await Promise.all(this.pending);
  }

  /** Long enough for every deadline, and for a grace that began at the last moment. */
  async settle(): Promise<void> {
    await vi.advanceTimersByTimeAsync(RING_MS + 3 * GRACE_MS);
    await Promise.all(this.pending);
  }

  stop(): void {
    this.node.kill();
  }

  private boot(): CallNode {
    const given: Provided[] = [
      [CallStoreRepository, this.store],
      [PlacingRepository, this.store],
      [ConversationsService, new FakeConversations()],
    ];
    return new CallNode(given, this.world, { ringTimeoutMs: RING_MS, reconnectGraceMs: GRACE_MS });
  }

  private async take(one: Step): Promise<void> {
    if (one.action === 'wait') await vi.advanceTimersByTimeAsync(one.ms);
    else if (one.action === 'restart') {
      this.node.kill();
      await Promise.all(this.pending);
      this.world.sockets.clear();
      this.seats.clear();
      this.node = this.boot();
      await this.node.sweep.onApplicationBootstrap();
    } else {
      const done = this.act(one.action, one.seat).catch((thrown: unknown) => {
        if (!(thrown instanceof DomainError)) this.faults.push(String(thrown));
      });
      this.pending.push(done);
      if (one.awaited) await done;
    }
  }

  private async act(action: (typeof ACTIONS)[number], seat: Seat): Promise<void> {
    const [name, kind] = seat.split(' ') as ['ada' | 'ben', 'sdk' | 'plain'];
    const by = this.seats.get(seat);
    const [userId, toUserId] = name === 'ada' ? [ADA, BEN] : [BEN, ADA];
    if (action === 'connect') {
      if (by !== undefined) return;
      const more = kind === 'sdk' ? { deviceId: seat, queuesCandidates: true } : {};
      const device = this.world.connect(userId, more);
      this.seats.set(seat, device);
      this.node.arrive(device);
      return;
    }
    if (by === undefined) return;
    const { node } = this;
    const signal = (event: Parameters<typeof node.signals.pass>[2]) =>
      node.signals.pass(roomless, { toUserId }, event);
    switch (action) {
      case 'leave':
      case 'drop':
        this.seats.delete(seat);
        node.depart(by, action === 'leave');
        return;
      case 'join':
        return node.join(by, conversation);
      case 'initiate':
        await this.replacing(by, () => node.initiate(by, conversation));
        return;
      case 'accept':
        await node.calls.accept(by, { toUserId });
        return;
      case 'reject':
        this.noteEnded(by, await node.calls.reject(by, { toUserId }));
        return;
      case 'end':
        this.noteEnded(by, await node.calls.end(by, { toUserId }));
        return;
      case 'away':
        await node.calls.away(by, { toUserId });
        return;
      case 'offer':
        await signal({ kind: 'offer', by, offer: offerOf(name) });
        return;
      case 'answer':
        await signal({ kind: 'answer', by, answer: answerOf(name) });
        return;
      case 'candidate':
        await signal({ kind: 'candidate', by, candidate: candidateOf(name) });
        return;
      case 'media':
        await signal({ kind: 'media', by, media: { audio: true, video: true, screen: false } });
    }
  }

  private async replacing(by: Device, work: () => Promise<unknown>): Promise<void> {
    const before = this.store.calls.filter(isLive);
    try {
      await work();
    } finally {
      const over = this.store.calls.filter((call) => !isLive(call));
      for (const call of over) if (before.some(({ id }) => id === call.id)) this.noteEnded(by, call);
    }
  }

  private noteEnded({ socketId }: Device, call: CallRecord | undefined): void {
    if (call === undefined) return;
    const own = this.ended.get(socketId) ?? new Set();
    this.ended.set(socketId, own.add(call.id));
  }

  /** What holds for every single thing that is told, at the time when it is told. */
  private judge({ to, event, payload }: Sent): void {
    const call = this.store.calls.find(({ id }) => id === payload.callId);
    if (call === undefined) {
      this.faults.push(`${event} of no call`);
      return;
    }
    const { caller, callee } = call;
    if (!isLive(call) && !AFTER_THE_END.has(event)) this.faults.push(`${event} of a call that is over`);
    const toCallerLeg = to === caller.socketId;
    const toCalleeLeg = to === callee.socketId;
    const isRight =
      event === 'call:incoming' || event === 'call:missed'
        ? this.isOf(to, callee.userId)
        : TO_CALLER.has(event)
          ? toCallerLeg
          : event === 'call:connected'
            ? toCalleeLeg
            : event === 'call:ended'
              ? toCallerLeg || toCalleeLeg || this.isOf(to, callee.userId)
              : payload.fromUserId === caller.userId
                ? toCalleeLeg
                : toCallerLeg;
    if (!isRight) this.faults.push(`${event} to the wrong device`);
    if (event.startsWith('webrtc:') && call.answeredAt === null)
      this.faults.push(`${event} before the accept`);
  }

  private isOf(to: string, userId: string): boolean {
    return to.includes(userId) || this.world.sockets.get(to)?.userId === userId;
  }
}

const AFTER_THE_END: ReadonlySet<string> = new Set([
  'call:ended',
  'call:missed',
  'call:rejected',
  'call:no-answer',
  // Kept for a caller who was away when the call was accepted, and over soon after.
  'call:stop-ringing',
  'call:accepted',
]);
const TO_CALLER: ReadonlySet<string> = new Set([
  'call:ringing',
  'call:accepted',
  'call:stop-ringing',
  'call:rejected',
  'call:no-answer',
]);

class FakeConversations {
  private readonly listeners = new Set<(socket: ChatSocket, conversation: Conversation) => Promise<void>>();

  onJoined(listener: (socket: ChatSocket, conversation: Conversation) => Promise<void>): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async joined(socket: ChatSocket, joined: Conversation): Promise<void> {
    for (const listener of this.listeners) await listener(socket, joined);
  }
}

const roomless = { data: { joined: new Map() } } as unknown as ChatSocket;

const STARTS = ['call:incoming', 'call:ringing', 'call:connected', 'call:accepted'];
const STOPS = ['call:ended', 'call:missed', 'call:rejected', 'call:no-answer'];

/** Calls that a socket which is still there believes to be going on. */
function believedBy(model: Model, device: Device): string[] {
  const going = new Map<string, boolean>();
  for (const { event, payload } of model.world.heardBy(device)) {
    if (STARTS.includes(event)) going.set(payload.callId, true);
    if (STOPS.includes(event)) going.set(payload.callId, false);
  }
  const own = model.ended.get(device.socketId);
  return [...going].filter(([id, isOn]) => isOn && own?.has(id) !== true).map(([id]) => id);
}

test('whatever two people with two devices each do, and whenever the server restarts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }),
      async (steps, pauses) => {
        const model = new Model(pauses);
        try {
          const everyoneHere: Step[] = SEATS.map((seat) => ({ action: 'connect', seat, awaited: true }));
          await model.run([...everyoneHere, ...steps]);
          await model.settle();
          expect(model.faults).toEqual([]);

          const live = model.store.calls.filter(isLive);
          expect(live.filter(({ status }) => status === 'ringing')).toEqual([]);
          const [going] = live;
          for (const device of model.world.sockets.values()) {
            const has = going !== undefined && isOnLeg(going, device) ? [going.id] : [];
            expect([device.deviceId, believedBy(model, device)]).toEqual([
              device.deviceId,
              expect.toSatisfy((ids: string[]) => ids.every((id) => has.includes(id))),
            ]);
          }
          await expectFree(model);
        } finally {
          model.stop();
        }
      },
    ),
    { numRuns: Number(process.env.MODEL_RUNS ?? 400) },
  );
}, 120_000);

function isOnLeg({ caller, callee }: CallRecord, { socketId }: Device): boolean {
  return caller.socketId === socketId || callee.socketId === socketId;
}

/** After the end of what may still go on, either can call the other at once. */
async function expectFree(model: Model): Promise<void> {
  for (const device of [...model.world.sockets.values()]) model.node.depart(device, true);
  await vi.advanceTimersByTimeAsync(2 * GRACE_MS + 2_000);
  expect(model.store.calls.filter(isLive)).toEqual([]);
  expect(model.node.deadlines.size).toBe(0);
  const [ada, ben] = [model.world.connect(ADA), model.world.connect(BEN)];
  for (const by of [ada, ben]) {
    expect(await model.node.initiate(by, conversation)).toMatchObject({ status: 'ringing' });
    await model.node.calls.end(by, {});
  }
  expect(model.faults).toEqual([]);
}
