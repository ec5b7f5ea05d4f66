import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Cluster } from '../../cluster/cluster.ts';
import { describeError } from '../../operations/describe-error.ts';
import { Log } from '../../operations/log.ts';
import { Metrics } from '../../operations/metrics.ts';
import { Presence } from '../../realtime/presence.ts';
import type { CallEvent } from '../rules/call-event.ts';
import type { Side } from '../rules/call-record.ts';
import { CallDeadlines } from './call-deadlines.ts';
import { CallMoves } from './call-moves.ts';
import { CallStoreRepository, type LiveCall } from './call-store.repository.ts';
import { PeopleInCalls } from './people-in-calls.ts';

const EVERY_MS = 1_000;
/** Another process may have left a call behind that nobody here knows of: also an idle node looks now and then. */
const IDLE_EVERY_MS = 30_000;
/** On several nodes looking for a socket costs a question to all of them: only every so many sweeps ask. */
const LOOK_EVERY = 3;
/** The node that set a deadline gets this long to be first. */
const OTHERS_SLACK_MS = 300;
/** A grace that ended this long ago and still counts had nobody to end it: all nodes were away. */
const NOBODY_THERE_MS = 2_000;

/**
 * Makes certain what the timers make prompt: every second, and first of all at start, it looks at all live
 * calls, arms the deadlines that no timer of this node has, and notices legs whose device is not there, so
 * that neither a restart nor a dead node leaves a call ringing for ever.
 *
 * @source protocol P9.13
 */
@Injectable()
export class CallSweep implements OnApplicationBootstrap, OnModuleDestroy {
  /** Legs that were looked for in vain the last time. */
  private missed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;
  private running = false;
  private sweeps = 0;
  private lookedAt = 0;
  private stopped = false;

  constructor(
    private readonly store: CallStoreRepository,
    private readonly moves: CallMoves,
    private readonly deadlines: CallDeadlines,
    private readonly people: PeopleInCalls,
    private readonly presence: Presence,
    private readonly cluster: Cluster,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.stopListening = this.deadlines.onDue(
      (call, event) => void this.attempt(() => this.happen(call, event)),
    );
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
    await this.sweep();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    this.stopListening?.();
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    if (this.running || this.stopped) return;
    if (this.people.isIdle() && performance.now() - this.lookedAt < IDLE_EVERY_MS) return;
    this.running = true;
    this.lookedAt = performance.now();
    await this.attempt(() => this.look());
    this.running = false;
  }

  private async look(): Promise<void> {
    const isClustered = this.isClustered();
    const askedAt = performance.now();
    const rows = await this.store.listLive();
    const isFirst = this.sweeps === 0;
    this.people.replace(
      rows.map(({ call }) => call),
      askedAt,
    );
    const looksForSockets = !isClustered || (this.sweeps % LOOK_EVERY === 0 && this.cluster.isReady());
    const missedBefore = this.missed;
    if (looksForSockets) this.missed = new Set();
    this.sweeps += 1;
    for (const { call, now } of rows) {
      if (this.stopped) return;
      if (isFirst) await this.attempt(() => this.renewGraces(call, now, isClustered));
      else this.deadlines.watch(call, now, isClustered ? OTHERS_SLACK_MS : 0);
      if (looksForSockets) await this.attempt(() => this.lookForLegs(call, missedBefore));
    }
    this.metrics.taskDone('calls');
  }

  /** While no server was there, nobody could come back: what time they had begins anew. */
  private async renewGraces(call: LiveCall, now: number, isClustered: boolean): Promise<void> {
    for (const side of ['caller', 'callee'] as const) {
      const { graceEndsAt } = call[side];
      if (graceEndsAt === null) continue;
      if (!isClustered || graceEndsAt < now - NOBODY_THERE_MS) {
        await this.happen(call, { kind: 'grace_renewed', side });
      }
    }
  }

  /** A node that is slow to answer may be missed: where there are several, only a second miss in a row counts. */
  private async lookForLegs(call: LiveCall, missedBefore: ReadonlySet<string>): Promise<void> {
    for (const side of ['caller', 'callee'] as const) {
      const { socketId, graceEndsAt } = call[side];
      const isThere = await this.isThere(call, side);
      if (isThere === (graceEndsAt === null)) continue;
      const leg = `${call.id} ${side} ${socketId}`;
      if (!isThere) this.missed.add(leg);
      if (!isThere && this.isClustered() && !missedBefore.has(leg)) continue;
      await this.happen(call, { kind: isThere ? 'present' : 'absent', side, socketId });
    }
  }

  /** A callee who has not accepted is there with any device. */
  private isThere(call: LiveCall, side: Side): Promise<boolean> {
    const { socketId, userId } = call[side];
    return socketId === null ? this.presence.isOnline(userId) : this.presence.isConnected(socketId);
  }

  private isClustered(): boolean {
    return this.cluster.pair !== undefined;
  }

  private async happen({ id, caller, callee }: LiveCall, event: CallEvent): Promise<void> {
    await this.moves.between(caller.userId, callee.userId, (calls) =>
      calls.apply(() => this.store.find(id), event),
    );
  }

  /** Nothing that fails here may end the process; the next sweep tries again. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    if (this.stopped) return;
    try {
      await work();
    } catch (thrown) {
      this.log.warn({ error: describeError(thrown) }, 'cannot look after the calls');
    }
  }
}
