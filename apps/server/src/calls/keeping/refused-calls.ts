import { Injectable } from '@nestjs/common';
import { RECENTLY_ENDED_MS } from './people-in-calls.ts';

const MAX_REMEMBERED = 10_000;

/** Who was refused a call to whom just now: the signals that a client sends along with it are dropped. */
@Injectable()
export class RefusedCalls {
  private readonly until = new Map<string, number>();

  note(fromUserId: string, toUserId: string): void {
    const key = keyOf(fromUserId, toUserId);
    this.until.delete(key);
    for (const [oldest, until] of this.until) {
      if (until > performance.now() && this.until.size < MAX_REMEMBERED) break;
      this.until.delete(oldest);
    }
    this.until.set(key, performance.now() + RECENTLY_ENDED_MS);
  }

  has(fromUserId: string, toUserId: string): boolean {
    return (this.until.get(keyOf(fromUserId, toUserId)) ?? 0) > performance.now();
  }
}

const keyOf = (fromUserId: string, toUserId: string) => `${fromUserId} ${toUserId}`;
