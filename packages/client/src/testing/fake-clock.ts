import type { Clock } from '../platform/platform.ts';
import { soon } from './soon.ts';

/** Time that stands still until it is turned. */
export class FakeClock implements Clock {
  private time = Date.UTC(2026, 0, 14, 9);
  private readonly timers = new Map<object, { readonly at: number; readonly action: () => void }>();

  now(): number {
    return this.time;
  }

  after(ms: number, action: () => void): () => void {
    const timer = {};
    this.timers.set(timer, { at: this.time + ms, action });
    return () => this.timers.delete(timer);
  }

  get waiting(): number {
    return this.timers.size;
  }

  /** Lets time pass, timers run in their order, and everything settle that they set off. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const next = [...this.timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (next === undefined) break;
      const [timer, { at, action }] = next;
      this.timers.delete(timer);
      this.time = Math.max(this.time, at);
      action();
      await settle();
    }
    this.time = end;
  }
}

/** Lets every promise run that can. */
async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await soon();
}
