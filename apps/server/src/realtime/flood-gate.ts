import { LIMITS } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.ts';
import { limitFactor } from '../edge/loosening.ts';

const WINDOW_MS = 5_000;
/** Events of one socket in a window, good and bad alike, before they are looked at. */
const REFUSED_FROM = 1_000;
/** Whoever sends this many does not listen to refusals. */
const CUT_FROM = 10 * REFUSED_FROM;
/** Characters in a window: all of them are parsed before anything is refused. */
const CUT_FROM_CHARACTERS = 64 * LIMITS.frameBytes;

interface Window {
  startedAt: number;
  events: number;
  characters: number;
}

/**
 * The first thing that a packet meets, and then an event. The limits per person need an identity and a checked event; this one
 * counts whatever comes, so that garbage costs its sender more than us.
 */
@Injectable()
export class FloodGate {
  private readonly windows = new WeakMap<object, Window>();
  private readonly factor: number;

  constructor(config: Config) {
    this.factor = limitFactor(config);
  }

  /**
   * Counts one more event of a socket, or packet of a connection; `now` in milliseconds.
   *
   * @param characters of it, where its size is known
   */
  judge(source: object, now: number, characters = 0): 'pass' | 'refuse' | 'cut' {
    let window = this.windows.get(source);
    if (window === undefined || now - window.startedAt >= WINDOW_MS) {
      window = { startedAt: now, events: 0, characters: 0 };
      this.windows.set(source, window);
    }
    window.events += 1;
    window.characters += characters;
    if (window.characters > CUT_FROM_CHARACTERS * this.factor) return 'cut';
    if (window.events > CUT_FROM * this.factor) return 'cut';
    return window.events > REFUSED_FROM * this.factor ? 'refuse' : 'pass';
  }
}
