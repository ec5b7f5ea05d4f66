import type { CallHistory } from '../calls.ts';
import type { CallRest } from '../surroundings.ts';
import { LiveCallHistory } from './live-call-history.ts';
import { LiveCallLog } from './live-call-log.ts';

type Rest = Pick<CallRest, 'listCalls' | 'markCallsSeen'>;

/** What became of calls: all of them, and those of each conversation that someone has looked at. */
export class CallRecords {
  readonly log: LiveCallLog;
  private readonly histories = new Map<string, LiveCallHistory>();

  constructor(private readonly rest: Rest) {
    this.log = new LiveCallLog({ rest });
  }

  /** The same object for the same id, as long as the person is the same. */
  history(conversationId: string): CallHistory {
    const known = this.histories.get(conversationId);
    if (known !== undefined) return known;
    const made = new LiveCallHistory({
      rest: this.rest,
      conversationId,
      markSeen: () => this.log.markSeen(conversationId),
    });
    this.histories.set(conversationId, made);
    return made;
  }

  /** A call has ended, or may have. */
  changed(): void {
    this.log.changed();
    for (const history of this.histories.values()) history.refresh();
  }

  /** Another person is signed in, or nobody. */
  forget(): void {
    this.log.reset();
    for (const history of this.histories.values()) history.forget();
    this.histories.clear();
  }
}
