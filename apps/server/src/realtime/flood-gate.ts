import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.ts';

const WINDOW_MS = 5_000;
/** Events of one socket in a window, good and bad alike, before they are looked at. */
const REFUSED_FROM = 1_000;
/** Whoever sends this many does not listen to refusals. */
const CUT_FROM = 10 * REFUSED_FROM;
/** One machine runs the whole test suite outside production. */
const LOOSENING_OUTSIDE_PRODUCTION = 10;

interface Window {
  startedAt: number;
  events: number;
}

/**
 * The first thing that an event meets. The limits per person need an identity and a checked event; this one
 * counts whatever comes, so that garbage costs its sender more than us.
 */
@Injectable()
export class FloodGate {
  private readonly windows = new WeakMap<object, Window>();
  private readonly factor: number;

  constructor(config: Config) {
    const loosening = config.environment === 'production' ? 1 : LOOSENING_OUTSIDE_PRODUCTION;
    this.factor = (config.rateLimitFactor ?? Number.POSITIVE_INFINITY) * loosening;
  }

  /** Counts one more event of a socket; `now` in milliseconds. */
  judge(socket: object, now: number): 'pass' | 'refuse' | 'cut' {
    let window = this.windows.get(socket);
    if (window === undefined || now - window.startedAt >= WINDOW_MS) {
      window = { startedAt: now, events: 0 };
      this.windows.set(socket, window);
    }
    window.events += 1;
    if (window.events > CUT_FROM * this.factor) return 'cut';
    return window.events > REFUSED_FROM * this.factor ? 'refuse' : 'pass';
  }
}
