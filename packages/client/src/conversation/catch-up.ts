import { LIMITS } from '@jiggy-care/protocol/words';
import { ChatError } from '../errors.ts';
import type { ChangesPage, HistoryPage, Message } from '../wire.ts';
import type { MessageList } from './message-list.ts';

/** Beyond so many pages of changes the newest page is the quicker way to what matters. */
const MAX_PAGES = 4;

interface Parts {
  readonly list: MessageList;
  changesSince(cursor: string | undefined, limit: number): Promise<ChangesPage>;
  newestPage(limit: number): Promise<HistoryPage>;
  /** The list has taken in these; with the page where it started anew. */
  applied(messages: readonly Message[], page?: HistoryPage): void;
}

/**
 * Brings a list up to date after a gap, by the server's own account of what changed since a cursor: never by
 * a guess of how long the gap was. Where that account cannot be had, it starts anew from the newest page.
 */
export class CatchUp {
  private running: Promise<void> | undefined;
  private isAskedAgain = false;
  private era = 0;

  /** @param cursor where a list that was kept on the device stands */
  constructor(
    private readonly parts: Parts,
    public cursor?: string,
  ) {}

  /**
   * Resolves when everything that had happened at the time of the call is in the list. Asking while it runs
   * makes it run once more: what has already been asked for may be older than the reason for asking.
   *
   * @throws ChatError when the server cannot be asked; the list is as complete as before
   */
  run(): Promise<void> {
    if (this.running !== undefined) {
      this.isAskedAgain = true;
      return this.running;
    }
    this.running = this.work().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Forgets where it stood; what is on its way is not taken any more. */
  reset(): void {
    this.era += 1;
    this.cursor = undefined;
  }

  private async work(): Promise<void> {
    do {
      this.isAskedAgain = false;
      await this.once();
    } while (this.isAskedAgain);
  }

  private async once(): Promise<void> {
    const { list } = this.parts;
    if (this.cursor === undefined || !(await this.followChanges(this.cursor))) return this.startAnew();
    if (list.hasHole) await this.startAnew();
  }

  /** @returns whether it came to the end of the changes */
  private async followChanges(from: string): Promise<boolean> {
    const { era } = this;
    const { list, changesSince, applied } = this.parts;
    let cursor = from;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      let page: ChangesPage;
      try {
        page = await changesSince(cursor, LIMITS.pageMax);
      } catch (thrown) {
        // The server does not know this cursor (any more): a restored backup, another server.
        if (thrown instanceof ChatError && thrown.code === 'validation_failed') return false;
        throw thrown;
      }
      if (era !== this.era) return true;
      list.apply(page.messages);
      for (const step of page.delivered ?? []) list.markDelivered(step);
      applied(page.messages);
      cursor = page.cursor;
      if (page.hasMore) continue;
      this.cursor = cursor;
      return true;
    }
    return false;
  }

  /** The cursor first: what happens between the two answers is then asked for once more instead of never. */
  private async startAnew(): Promise<void> {
    const { era } = this;
    const { list, changesSince, newestPage, applied } = this.parts;
    const { cursor } = await changesSince(undefined, 1);
    const page = await newestPage(LIMITS.pageDefault);
    if (era !== this.era) return;
    list.restart(page.messages);
    this.cursor = cursor;
    applied(page.messages, page);
  }
}
