import { type CallRecord, isLive, isParty } from '../../rules/call-record.ts';
import type { CallStoreRepository, LiveCall, Loaded } from '../call-store.repository.ts';
import type { PlacingRepository, Situation } from '../placing.repository.ts';

type Store = Omit<CallStoreRepository, 'database'> & Omit<PlacingRepository, 'database'>;

interface Row {
  readonly call: CallRecord;
  readonly revision: number;
}

/** Keeps the promises of the real store, but in memory and by the clock of the process. */
export class MemoryStore implements Pick<Store, keyof Store> {
  private readonly rows = new Map<string, Row>();
  /** Told of each stored state of a call. */
  onStored: (call: CallRecord) => void = () => {};

  /** @param pause lets others go first, for as long as it likes */
  constructor(private readonly pause: () => Promise<void>) {}

  get calls(): CallRecord[] {
    return [...this.rows.values()].map(({ call }) => call);
  }

  async get(_conversationId: string, callerId: string, calleeId: string): Promise<Situation> {
    await this.pause();
    const liveOf = (userId: string) => this.calls.find((call) => isLive(call) && isParty(call, userId));
    return {
      standing: 'open',
      now: Date.now(),
      callerName: undefined,
      callerIn: liveOf(callerId)?.id ?? null,
      calleeIn: liveOf(calleeId)?.id ?? null,
      ringsInVain: [],
    };
  }

  async findLiveOf(userId: string): Promise<Loaded | undefined> {
    return (await this.listLiveOf([userId]))[0];
  }

  async listLiveOf(userIds: readonly string[]): Promise<Loaded[]> {
    await this.pause();
    return this.all((call) => isLive(call) && userIds.some((userId) => isParty(call, userId)));
  }

  async findStatusBetween(a: string, b: string, callId?: string): Promise<CallRecord['status'] | undefined> {
    await this.pause();
    const found = this.all(
      (call) => isParty(call, a) && isParty(call, b) && (callId ?? call.id) === call.id,
    ).sort((one, other) => other.call.startedAt - one.call.startedAt);
    return found[0]?.call.status;
  }

  async find(callId: string): Promise<Loaded | undefined> {
    await this.pause();
    return this.all(({ id }) => id === callId)[0];
  }

  async findLiveOfBooking(): Promise<Loaded | undefined> {
    await this.pause();
    return this.all(isLive)[0];
  }

  async findEndedWithUndelivered(userId: string, withinMs: number): Promise<Loaded | undefined> {
    await this.pause();
    return this.all(
      (call) =>
        isParty(call, userId) &&
        endedWithin(call, withinMs) &&
        [call.caller, call.callee].some(({ undelivered }) => undelivered.length > 0),
    ).at(-1);
  }

  async hasEndedBetween(a: string, b: string, withinMs: number): Promise<boolean> {
    await this.pause();
    return this.all((call) => isParty(call, a) && isParty(call, b) && endedWithin(call, withinMs)).length > 0;
  }

  async listLive(): Promise<{ call: LiveCall; now: number }[]> {
    await this.pause();
    return this.all(isLive);
  }

  async insert(call: CallRecord): Promise<'stored' | 'occupied' | 'closed'> {
    await this.pause();
    const people = [call.caller.userId, call.callee.userId];
    const isOccupied = this.calls.some((other) => isLive(other) && people.some((id) => isParty(other, id)));
    if (isLive(call) && isOccupied) return 'occupied';
    this.keep(call, 0);
    await this.pause();
    return 'stored';
  }

  async save({ call: { id }, revision }: Loaded, next: CallRecord): Promise<boolean> {
    await this.pause();
    if (this.rows.get(id)?.revision !== revision) return false;
    this.keep(next, revision + 1);
    await this.pause();
    return true;
  }

  private keep(call: CallRecord, revision: number): void {
    // What does not survive JSON would not survive the database.
    this.rows.set(call.id, { call: JSON.parse(JSON.stringify(call)), revision });
    this.onStored(call);
  }

  private all(fits: (call: CallRecord) => boolean): Loaded[] {
    return [...this.rows.values()]
      .filter(({ call }) => fits(call))
      .map((row) => ({ ...row, now: Date.now() }));
  }
}

function endedWithin({ endedAt }: CallRecord, ms: number): boolean {
  return endedAt !== null && endedAt > Date.now() - ms;
}
