import { Injectable } from '@nestjs/common';
import { OneAtATime } from '../../concurrency/one-at-a-time.ts';
import { Config } from '../../config/config.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { Log } from '../../operations/log.ts';
import { Metrics } from '../../operations/metrics.ts';
import { Broadcast } from '../../realtime/broadcast.ts';
import type { Effect } from '../rules/call-effects.ts';
import type { CallEvent } from '../rules/call-event.ts';
import { type CallRecord, isLive, isParty } from '../rules/call-record.ts';
import { decide } from '../rules/decide.ts';
import { CallDeadlines } from './call-deadlines.ts';
import { CallStoreRepository, type Loaded } from './call-store.repository.ts';
import { KnownCalls } from './known-calls.ts';
import { PeopleInCalls } from './people-in-calls.ts';

/** How often a change is tried anew because another node was first. */
const MAX_TRIES = 10;

/** What may be done with the calls of two people while nothing else on this node concerns the two. */
export interface CallsOfTwo {
  /** Their live call with each other; only the named one, where one is named. */
  find(callId?: string): Promise<Loaded | undefined>;
  /**
   * Lets an event happen to a call.
   *
   * @param find  reads the call as it stands, again if it changed meanwhile
   * @returns     the call afterwards; `undefined` when none was found
   * @throws      DomainError `no_such_call`, `answered_elsewhere`
   */
  apply(find: () => Promise<Loaded | undefined>, event: CallEvent): Promise<CallRecord | undefined>;
  /**
   * Stores a new call, which may be over already, and performs its effects.
   *
   * @returns `false` when one of the two is in a live call, or the two may not reach each other any more; then
   *   nothing is stored and nobody is told
   */
  begin(call: CallRecord, effects: readonly Effect[]): Promise<boolean>;
}

interface WaitingSignal {
  readonly callId: string | undefined;
  readonly event: CallEvent;
  readonly settle: (call: CallRecord | undefined) => void;
  readonly refuse: (reason: unknown) => void;
}

/**
 * Moves calls: reads one, lets the rules decide, stores what they made of it, and only then tells. Whatever
 * concerns two people is done one after the other on this node, so what is told is told in the order in which
 * it was stored; against other nodes the store decides.
 */
@Injectable()
export class CallMoves {
  private readonly pairs = new OneAtATime();
  /** The signals of two people that wait until they are passed, together. */
  private readonly signals = new Map<string, WaitingSignal[]>();

  constructor(
    private readonly store: CallStoreRepository,
    private readonly known: KnownCalls,
    private readonly broadcast: Broadcast,
    private readonly people: PeopleInCalls,
    private readonly deadlines: CallDeadlines,
    private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  /** Lets the work run alone among all that concerns these two people. Not to be nested. */
  between<T>(a: string, b: string, work: (calls: CallsOfTwo) => Promise<T>): Promise<T> {
    const calls: CallsOfTwo = {
      find: (callId) => this.findBetween(a, b, callId),
      apply: (find, event) => this.apply(find, event),
      begin: (call, effects) => this.begin(call, effects),
    };
    return this.pairs.run(keyOf(a, b), () => work(calls));
  }

  /**
   * Lets a signal of one of two people happen to their call, together with all that come until its turn has come: they
   * are decided one after the other, and stored at once.
   *
   * @returns the call afterwards; `undefined` when there is none, or not the named one
   * @throws  DomainError `answered_elsewhere`
   */
  signal(
    a: string,
    b: string,
    callId: string | undefined,
    event: CallEvent,
  ): Promise<CallRecord | undefined> {
    return new Promise((settle, refuse) => {
      const signal = { callId, event, settle, refuse };
      const key = keyOf(a, b);
      const waiting = this.signals.get(key);
      if (waiting !== undefined) {
        waiting.push(signal);
        return;
      }
      const signals = [signal];
      this.signals.set(key, signals);
      void this.pairs.run(key, async () => {
        this.signals.delete(key);
        await this.passAll(a, b, signals).catch((failure: unknown) => {
          for (const { refuse } of signals) refuse(failure);
        });
      });
    });
  }

  /** The live call of these two people with each other; only the named one, where one is named. */
  async findBetween(a: string, b: string, callId?: string): Promise<Loaded | undefined> {
    const loaded = a === b ? undefined : (this.known.findOf(a) ?? (await this.read(a)));
    if (loaded === undefined || !isParty(loaded.call, b)) return undefined;
    return callId === undefined || loaded.call.id === callId ? loaded : undefined;
  }

  private async read(userId: string): Promise<Loaded | undefined> {
    const loaded = await this.store.findLiveOf(userId);
    if (loaded !== undefined) this.known.note(loaded);
    return loaded;
  }

  private async passAll(a: string, b: string, signals: readonly WaitingSignal[]): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const loaded = await this.findBetween(a, b);
      const { call, effects, outcomes } = this.decideAll(loaded, signals);
      if (loaded !== undefined && call !== undefined && !(await this.keep(loaded, call))) continue;
      this.perform(effects);
      for (const settleOne of outcomes) settleOne(call);
      return;
    }
    throw tooQuick();
  }

  private decideAll(loaded: Loaded | undefined, signals: readonly WaitingSignal[]) {
    const effects: Effect[] = [];
    const outcomes: ((call: CallRecord | undefined) => void)[] = [];
    let call = loaded?.call;
    for (const { callId, event, settle, refuse } of signals) {
      if (loaded === undefined || call === undefined || (callId !== undefined && callId !== call.id)) {
        outcomes.push(() => settle(undefined));
        continue;
      }
      try {
        const decided = decide(call, event, loaded.now, this.config);
        call = decided.call;
        effects.push(...decided.effects);
        outcomes.push(settle);
      } catch (refusal) {
        outcomes.push(() => refuse(refusal));
      }
    }
    return { call, effects, outcomes };
  }

  private async apply(
    find: () => Promise<Loaded | undefined>,
    event: CallEvent,
  ): Promise<CallRecord | undefined> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const loaded = await find();
      if (loaded === undefined) return undefined;
      const { call, effects } = decide(loaded.call, event, loaded.now, this.config);
      if (!(await this.keep(loaded, call))) continue;
      this.perform(effects);
      if (!isLive(call) && wasMute(loaded.call, event)) this.metrics.callWithoutMedia();
      return call;
    }
    throw tooQuick();
  }

  /** @returns whether it still was as it had been read; if not, it is to be read again */
  private async keep(loaded: Loaded, call: CallRecord): Promise<boolean> {
    if (call === loaded.call) return true;
    // Until it is known how that ended, nobody knows how the call stands.
    this.known.forget(call.id);
    if (!(await this.store.save(loaded, call))) return false;
    this.known.stored({ ...loaded, call, revision: loaded.revision + 1 });
    this.stored(call, loaded.now, loaded.call);
    return true;
  }

  private async begin(call: CallRecord, effects: readonly Effect[]): Promise<boolean> {
    if ((await this.store.insert(call)) !== 'stored') return false;
    this.stored(call, call.startedAt);
    this.perform(effects);
    return true;
  }

  /** Notes a call as it was stored just now, before anyone is told of it. */
  private stored(call: CallRecord, now: number, before?: CallRecord): void {
    if (isLive(call)) {
      this.people.note(call);
      this.deadlines.watch(call, now);
    } else {
      const away = [call.caller, call.callee].filter(({ undelivered }) => undelivered.length > 0);
      this.people.forget(
        call,
        away.map(({ userId }) => userId),
      );
      this.deadlines.forget(call.id);
    }
    if (call.status === before?.status) return;
    const { id: callId, status, caller, callee } = call;
    this.log.info({ callId, status, callerId: caller.userId, calleeId: callee.userId }, 'call changed');
    if (!isLive(call)) this.metrics.callOver(status);
  }

  private perform(effects: readonly Effect[]): void {
    for (const { to, outgoing } of effects) {
      // The pair of name and payload was checked where it was made; as a union it cannot be spread.
      const [event, payload] = [outgoing.event, outgoing.payload] as [typeof outgoing.event, never];
      if (to.kind === 'socket') this.broadcast.toSocket(to.socketId, event, payload);
      else {
        const except = to.except === undefined ? [] : [to.except];
        if (to.kind === 'person') this.broadcast.toPerson(to.userId, event, payload, except);
        else this.broadcast.toPlainSocketsOf(to.userId, event, payload, except);
      }
    }
  }
}

function keyOf(a: string, b: string): string {
  return [a, b].sort().join();
}

/** Whether a call that was accepted ended before sound and picture: nothing was agreed upon, or a device says so. */
function wasMute({ status, callee }: CallRecord, event: CallEvent): boolean {
  const isReported = event.kind === 'end' && event.neverConnected === true;
  return status === 'active' && (isReported || !callee.signals.described);
}

function tooQuick(): DomainError {
  return new DomainError('unavailable', 'The call changes too quickly, please try again');
}
