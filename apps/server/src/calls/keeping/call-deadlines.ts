import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { EventOf } from '../rules/call-event.ts';
import type { LiveCall } from './call-store.repository.ts';

export type DeadlineEvent = EventOf<'ring_expired'> | EventOf<'grace_expired'>;
type Listener = (call: LiveCall, event: DeadlineEvent) => void;

interface Armed {
  readonly deadline: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Timers of the deadlines of live calls. They count time by themselves, whatever the clock does meanwhile. A
 * timer that is lost with its process is armed again by the sweep of any node; one that comes too late finds
 * the call changed and does nothing.
 */
@Injectable()
export class CallDeadlines implements OnModuleDestroy {
  private readonly armed = new Map<string, Map<string, Armed>>();
  private listener: Listener = () => {};

  /**
   * Calls the listener, of which there is one, when a deadline is due.
   *
   * @returns removes the listener
   */
  onDue(listener: Listener): () => void {
    this.listener = listener;
    return () => {
      this.listener = () => {};
    };
  }

  /**
   * Arms what is new, disarms what no longer counts.
   *
   * @param now     ms by the same clock as the deadlines
   * @param slackMs how long another node gets to be first
   */
  watch(call: LiveCall, now: number, slackMs = 0): void {
    const timers = this.armed.get(call.id) ?? new Map<string, Armed>();
    const wanted = new Map(deadlinesOf(call).map((event) => [keyOf(event), event]));
    for (const [key, { timer }] of timers) {
      if (!wanted.has(key)) {
        clearTimeout(timer);
        timers.delete(key);
      }
    }
    for (const [key, event] of wanted) {
      if (timers.get(key)?.deadline === event.deadline) continue;
      clearTimeout(timers.get(key)?.timer);
      const delayMs = Math.max(0, event.deadline - now) + slackMs;
      const timer = setTimeout(() => {
        timers.delete(key);
        this.listener(call, event);
      }, delayMs).unref();
      timers.set(key, { deadline: event.deadline, timer });
    }
    if (timers.size > 0) this.armed.set(call.id, timers);
    else this.armed.delete(call.id);
  }

  forget(callId: string): void {
    for (const { timer } of this.armed.get(callId)?.values() ?? []) clearTimeout(timer);
    this.armed.delete(callId);
  }

  /** How many timers are armed. */
  get size(): number {
    let size = 0;
    for (const timers of this.armed.values()) size += timers.size;
    return size;
  }

  onModuleDestroy(): void {
    for (const callId of [...this.armed.keys()]) this.forget(callId);
  }
}

function deadlinesOf({ status, ringEndsAt, ...legs }: LiveCall): DeadlineEvent[] {
  const events: DeadlineEvent[] = [];
  if (status === 'ringing') events.push({ kind: 'ring_expired', deadline: ringEndsAt });
  for (const side of ['caller', 'callee'] as const) {
    const deadline = legs[side].graceEndsAt;
    if (deadline !== null) events.push({ kind: 'grace_expired', side, deadline });
  }
  return events;
}

const keyOf = (event: DeadlineEvent) => (event.kind === 'ring_expired' ? 'ring' : event.side);
