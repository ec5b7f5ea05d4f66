import type { QualityLevel } from './call-quality.ts';
import { isWorse } from './judge.ts';

/** So many times in a row it must be worse, or better, before it is shown: a single hiccup is none. */
const TO_FALL = 2;
const TO_RISE = 3;

/** A level with a little inertia, so that bars do not flicker. It falls sooner than it rises. */
export class SteadyLevel {
  private level: QualityLevel = 'unknown';
  private recent: QualityLevel[] = [];

  /** @returns the level to show */
  next(measured: QualityLevel): QualityLevel {
    // Nothing measured, as while the microphone of the other side is changed, says nothing about the line.
    if (measured === 'unknown') return this.level;
    this.recent = [...this.recent, measured].slice(-TO_RISE);
    if (this.level === 'unknown') this.level = measured;
    const fallen = this.recent.slice(-TO_FALL);
    if (fallen.length === TO_FALL && fallen.every((level) => isWorse(level, this.level)))
      this.level = fallen.reduce((best, level) => (isWorse(best, level) ? level : best));
    if (this.recent.length === TO_RISE && this.recent.every((level) => isWorse(this.level, level)))
      this.level = this.recent.reduce((worst, level) => (isWorse(level, worst) ? level : worst));
    return this.level;
  }
}
