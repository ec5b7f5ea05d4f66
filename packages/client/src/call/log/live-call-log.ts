import { singleFlight } from '../../single-flight.ts';
import { Writable } from '../../store.ts';
import type { CallRecord } from '../../wire.ts';
import type { CallLog, CallLogState } from '../calls.ts';
import type { CallRest } from '../surroundings.ts';

const PAGE = 30;
const EMPTY: CallLogState = { calls: [], status: 'idle', hasMore: false, missedCount: 0 };

interface Parts {
  readonly rest: Pick<CallRest, 'listCalls' | 'markCallsSeen'>;
}

/** The calls of the person who is signed in, as the server has them. */
export class LiveCallLog implements CallLog {
  readonly state = new Writable<CallLogState>(EMPTY);
  /** Rises when everything is forgotten, so that a page that comes late is not taken for the next person's. */
  private era = 0;
  /** Rises when a mark begins and when the server has it: a page from in between may know of it or not. */
  private marks = 0;
  private openMarks = 0;
  private isOutdated = false;
  private isUpdating = false;
  private loading: Promise<void> | undefined;

  constructor(private readonly parts: Parts) {}

  refresh(): Promise<void> {
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  readonly loadMore = singleFlight(async (): Promise<void> => {
    const { era } = this;
    const { calls: known, hasMore, status } = this.state.get();
    if (status !== 'ready') return this.refresh();
    if (!hasMore) return;
    const { calls } = await this.parts.rest.listCalls({ limit: PAGE, offset: known.length });
    if (era !== this.era) return;
    // Calls made meanwhile have moved the pages.
    const ids = new Set(this.state.get().calls.map(({ id }) => id));
    const added = calls.filter(({ id }) => !ids.has(id));
    this.state.update((state) => ({
      ...state,
      calls: [...state.calls, ...added],
      hasMore: calls.length === PAGE,
    }));
  });

  /** @param conversationId only the missed calls of this one */
  async markSeen(conversationId?: string): Promise<void> {
    const { era } = this;
    const before = this.state.get();
    const isKnown = conversationId === undefined || before.status === 'ready';
    if (isKnown && before.missedCount === 0) return;
    const isMeant = (call: CallRecord) =>
      call.seen === false && (conversationId === undefined || call.conversationId === conversationId);
    const meant = new Set(before.calls.filter(isMeant).map(({ id }) => id));
    const count = conversationId === undefined ? before.missedCount : meant.size;
    const show = (seen: boolean) =>
      this.state.update(({ calls, missedCount, ...state }) => ({
        ...state,
        calls: calls.map((call) => (meant.has(call.id) ? { ...call, seen } : call)),
        missedCount: Math.max(0, missedCount + (seen ? -count : count)),
      }));
    this.marks += 1;
    this.openMarks += 1;
    show(true);
    try {
      await this.parts.rest.markCallsSeen(conversationId);
    } catch (thrown) {
      if (era === this.era) show(false);
      throw thrown;
    } finally {
      this.marks += 1;
      this.openMarks -= 1;
      // There may be more than were loaded, and what came meanwhile was not shown.
      if (era === this.era) this.changed();
    }
  }

  /** Something has changed: loads anew, and once more if that was under way. Failing, the next change is the next chance. */
  changed(): void {
    this.isOutdated = true;
    if (!this.isUpdating) void this.update();
  }

  /** Another person is signed in, or nobody. */
  reset(): void {
    this.era += 1;
    this.state.set(EMPTY);
  }

  private async load(): Promise<void> {
    const { era, marks } = this;
    const isBetween = this.openMarks > 0;
    const { calls: known, status } = this.state.get();
    if (status !== 'ready') this.state.update((state) => ({ ...state, status: 'loading' }));
    try {
      const limit = Math.max(PAGE, known.length);
      const page = await this.parts.rest.listCalls({ limit });
      if (era !== this.era) return;
      // What was just marked would come back for a moment; after the mark everything is loaded anew.
      if (status === 'ready' && (isBetween || marks !== this.marks)) return;
      this.state.set({
        calls: page.calls,
        status: 'ready',
        hasMore: page.calls.length === limit,
        missedCount: page.missedCount,
      });
    } catch (thrown) {
      if (era === this.era)
        this.state.update((state) => ({ ...state, status: settled(state.calls, 'failed') }));
      throw thrown;
    }
  }

  private async update(): Promise<void> {
    this.isUpdating = true;
    try {
      while (this.isOutdated) {
        this.isOutdated = false;
        // One that was under way has asked before the change.
        await this.loading?.catch(() => {});
        await this.refresh();
      }
    } catch {
      // It shows in the state.
    } finally {
      this.isUpdating = false;
    }
  }
}

/** What was loaded once is shown, also when it cannot be loaded again. */
function settled(calls: readonly CallRecord[], status: CallLogState['status']): CallLogState['status'] {
  return calls.length > 0 ? 'ready' : status;
}
