import type { Peer } from '../../platform/call-platform.ts';
import type { Clock } from '../../platform/platform.ts';
import type { CallQuality, QualityCause } from './call-quality.ts';
import { judge } from './judge.ts';
import { type Sample, sampleBetween } from './sample.ts';
import { type Reading, readStats } from './stats-reading.ts';
import { SteadyLevel } from './steady-level.ts';

const EVERY_MS = 2_000;
/** Browsers begin with a small picture and let it grow; that it is limited says nothing until then. */
const WARM_UP_MS = 10_000;

/** Judges the quality of a live call every two seconds. */
export class QualityWatch {
  private watched: WatchedPeer | undefined;
  private cancel = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly onQuality: (quality: CallQuality) => void,
  ) {}

  /** Watches this peer from now on, and none before it. */
  start(peer: Peer): void {
    this.stop();
    this.watched = new WatchedPeer(peer, this.clock.now());
    void this.look(this.watched);
  }

  stop(): void {
    this.watched = undefined;
    this.cancel();
  }

  private async look(watched: WatchedPeer): Promise<void> {
    const quality = await watched.look(this.clock.now());
    if (this.watched !== watched) return;
    this.cancel = this.clock.after(EVERY_MS, () => void this.look(watched));
    if (quality !== undefined) this.onQuality(quality);
  }
}

class WatchedPeer {
  private readonly sending = new SteadyLevel();
  private readonly receiving = new SteadyLevel();
  private last: Reading | undefined;
  private lastCause: QualityCause | undefined;

  constructor(
    private readonly peer: Peer,
    private readonly since: number,
  ) {}

  /** @returns nothing as long as there is nothing to compare with */
  async look(now: number): Promise<CallQuality | undefined> {
    const before = this.last;
    try {
      this.last = readStats(await this.peer.getStats());
    } catch {
      // A peer that is being closed does not tell any more; one that lives does so the next time.
      return undefined;
    }
    if (before === undefined) return undefined;
    return this.steady(judge(this.warm(sampleBetween(before, this.last), now)));
  }

  private warm(sample: Sample, now: number): Sample {
    const { outgoing } = sample;
    const isWarm = now - this.since >= WARM_UP_MS;
    return isWarm || outgoing === undefined
      ? sample
      : { ...sample, outgoing: { ...outgoing, limitedBy: undefined } };
  }

  /** The numbers as they are, the levels with inertia; a trouble that is still shown keeps its cause. */
  private steady({ sending, receiving, cause, ...numbers }: CallQuality): CallQuality {
    const levels = { sending: this.sending.next(sending), receiving: this.receiving.next(receiving) };
    this.lastCause = cause ?? this.lastCause;
    const isTrouble = [levels.sending, levels.receiving].some((level) => level === 'poor' || level === 'bad');
    return {
      ...levels,
      ...numbers,
      ...(isTrouble && this.lastCause !== undefined ? { cause: this.lastCause } : {}),
    };
  }
}
