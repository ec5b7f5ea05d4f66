/** `excellent` and `good` need no word; `poor`: words get lost; `bad`: hardly usable. `unknown` until measured. */
export type QualityLevel = 'unknown' | 'bad' | 'poor' | 'good' | 'excellent';

/**
 * What is most likely the matter when a level is `poor` or `bad`.
 *
 * - `own-upload`: what goes out is slow or gets lost; `incoming-loss`: what comes in gets lost
 * - `delay`: the way is long; `slow-device`: this device does not keep up
 */
export type QualityCause = 'own-upload' | 'incoming-loss' | 'delay' | 'slow-device';

export interface CallQuality {
  /** How well the other side hears and sees us. */
  readonly sending: QualityLevel;
  /** How well we hear and see the other side. */
  readonly receiving: QualityLevel;
  readonly cause?: QualityCause;
  readonly roundTripMs?: number;
  /** Share of packets lost on the way to us, 0–1. */
  readonly lossIn?: number;
  /** Share of packets lost on the way from us, 0–1. */
  readonly lossOut?: number;
  /** Whether media goes through the relay. */
  readonly isRelayed?: boolean;
}
