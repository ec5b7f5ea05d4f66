import type { MediaTrack } from '../../platform/call-platform.ts';
import type { MediaProblem } from '../call.ts';
import type { Captured, CaptureOptions } from './capture.ts';
import { OwnTrack } from './own-track.ts';

interface Parts<Wish> {
  readonly of: 'microphone' | 'camera';
  /** The device to ask for, if it is not said which. */
  wish(): Wish;
  capture(wish: Wish, options: CaptureOptions): Promise<Captured>;
  /** Whether it is on, as the person wants it; looked at again when an answer comes. */
  isWanted(): boolean;
  /** Sends what is there now in place of what was sent. @returns the problem if that did not work */
  send(): Promise<MediaProblem | undefined>;
  /** Called when `track` or `problem` is another. */
  onChange(): void;
  /** Called when the track ended by itself; `replaceLost` is to be called in turn. */
  onLost(): void;
}

/** The microphone or the camera of a call: opened, exchanged for another, replaced when it is lost. */
export class DeviceSource<Wish> {
  problem: MediaProblem | undefined;
  private readonly own = new OwnTrack(() => this.lost());
  /** Whether the track came in place of one that was lost; when it is lost too, we give up. */
  private isSubstitute = false;

  constructor(private readonly parts: Parts<Wish | true>) {}

  get track(): MediaTrack | undefined {
    return this.own.get();
  }

  async open(): Promise<MediaProblem | undefined> {
    await this.settle(await this.ask(this.parts.wish(), true));
    return this.problem;
  }

  /** Takes what came of asking, and sends it. */
  async settle({ track, problem }: Captured): Promise<void> {
    const { isWanted, send, onChange } = this.parts;
    if (track !== undefined && !isWanted()) return track.stop();
    this.problem = problem;
    if (track === undefined) return onChange();
    const before = this.own.take(track);
    this.isSubstitute = false;
    onChange();
    this.problem = await send();
    before?.stop();
    if (this.problem !== undefined) onChange();
  }

  /** Uses another device; the one before goes on where that does not work. */
  async exchange(wish: Wish): Promise<MediaProblem | undefined> {
    let captured = await this.ask(wish, false);
    if (captured.problem?.kind === 'in-use' && this.track !== undefined) {
      // Phones open one camera at a time.
      this.own.stop();
      captured = await this.ask(wish, false);
    }
    const { problem } = captured;
    if (problem === undefined) await this.settle(captured);
    else if (this.track === undefined) await this.open();
    this.problem ??= problem;
    this.parts.onChange();
    return problem;
  }

  /** After a track was lost: tries once with what else there is. */
  async replaceLost(): Promise<void> {
    const { isWanted, send, onChange } = this.parts;
    if (this.track !== undefined || !isWanted()) return;
    if (!this.isSubstitute) {
      const problem = await this.open();
      this.isSubstitute = true;
      if (problem !== undefined && problem.kind !== 'denied') this.problem = { ...problem, kind: 'lost' };
    }
    if (this.track === undefined) await send();
    onChange();
  }

  /** Off at once; what is being asked for is stopped when it comes. */
  stop(): void {
    this.own.stop();
    this.problem = undefined;
    this.parts.onChange();
  }

  private ask(wish: Wish | true, orAny: boolean): Promise<Captured> {
    const { capture, isWanted } = this.parts;
    return capture(wish, { orAny, isWanted });
  }

  private lost(): void {
    this.problem = { of: this.parts.of, kind: 'lost' };
    this.parts.onChange();
    this.parts.onLost();
  }
}
