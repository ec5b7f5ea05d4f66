import { Writable } from '../../store.ts';
import type { CallRecord } from '../../wire.ts';
import type { CallHistory, CallHistoryState } from '../calls.ts';
import type { CallRest } from '../surroundings.ts';

const PAGE = 50;

interface Parts {
  readonly rest: Pick<CallRest, 'listCalls'>;
  readonly conversationId: string;
  /** Tells the log, which knows what is unseen. */
  markSeen(): Promise<void>;
}

/** The calls of one conversation, back to where someone has looked. */
export class LiveCallHistory implements CallHistory {
  readonly state = new Writable<CallHistoryState>({ calls: [], completeSince: Number.POSITIVE_INFINITY });
  private wantedSince = Number.POSITIVE_INFINITY;
  private isLoading = false;
  private isOutdated = false;
  private isForgotten = false;

  constructor(private readonly parts: Parts) {}

  loadSince(at: number): void {
    if (at >= this.wantedSince) return;
    this.wantedSince = at;
    if (at < this.state.get().completeSince) this.refresh();
  }

  markSeen(): Promise<void> {
    return this.parts.markSeen();
  }

  /** Loads anew what is wanted of it; a call has ended, or may have. */
  refresh(): void {
    if (this.wantedSince === Number.POSITIVE_INFINITY || this.isForgotten) return;
    this.isOutdated = true;
    if (!this.isLoading) void this.load();
  }

  /** Another person is signed in: nothing that comes late is shown. */
  forget(): void {
    this.isForgotten = true;
    this.state.set({ calls: [], completeSince: Number.POSITIVE_INFINITY });
  }

  private async load(): Promise<void> {
    this.isLoading = true;
    try {
      while (this.isOutdated) {
        this.isOutdated = false;
        const loaded = await this.loadPages(this.wantedSince);
        if (this.isForgotten) return;
        this.state.set(loaded);
      }
    } catch {
      // The next chance is the next end of a call, or connection.
    } finally {
      this.isLoading = false;
    }
  }

  private async loadPages(since: number): Promise<CallHistoryState> {
    const { rest, conversationId } = this.parts;
    const found = new Map<string, CallRecord>();
    for (let offset = 0; ; offset += PAGE) {
      const { calls } = await rest.listCalls({ conversationId, limit: PAGE, offset });
      for (const call of calls) found.set(call.id, call);
      const oldest = calls.at(-1);
      const isAll = calls.length < PAGE || oldest === undefined;
      if (isAll || startOf(oldest) < since)
        return {
          calls: overOnes([...found.values()]),
          completeSince: isAll ? Number.NEGATIVE_INFINITY : since,
        };
    }
  }
}

function overOnes(calls: readonly CallRecord[]): CallRecord[] {
  return calls
    .filter(({ status }) => status !== 'ringing' && status !== 'active')
    .sort((a, b) => startOf(a) - startOf(b));
}

function startOf({ startedAt }: CallRecord): number {
  return Date.parse(startedAt);
}
