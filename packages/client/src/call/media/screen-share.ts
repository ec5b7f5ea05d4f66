import type { CallPlatform, MediaTrack } from '../../platform/call-platform.ts';
import type { MediaProblem } from '../call.ts';
import { mediaProblem } from './media-problem.ts';
import { OwnTrack } from './own-track.ts';

/** One's own screen in a call. */
export class ScreenShare {
  private readonly own: OwnTrack;
  private isWanted = false;

  /** @param onEnded called when the sharing was ended by the browser's own button, or the shared window was closed */
  constructor(
    private readonly platform: CallPlatform,
    onEnded: () => void,
  ) {
    this.own = new OwnTrack(onEnded);
  }

  get isPossible(): boolean {
    return this.platform.getDisplayMedia !== undefined;
  }

  get track(): MediaTrack | undefined {
    return this.own.get();
  }

  /** Says that it is wanted; `stop` takes that back, also while the person is still being asked which screen. */
  want(): void {
    this.isWanted = true;
  }

  /** Asks which screen. Choosing none is no problem. */
  async open(): Promise<MediaProblem | undefined> {
    if (this.track !== undefined || !this.isWanted) return undefined;
    if (this.platform.getDisplayMedia === undefined) return { of: 'screen', kind: 'unsupported' };
    try {
      const stream = await this.platform.getDisplayMedia();
      const picture = stream.getTracks().find(({ kind }) => this.isWanted && kind === 'video');
      for (const track of stream.getTracks()) if (track !== picture) track.stop();
      if (picture !== undefined) this.own.take(picture);
      return undefined;
    } catch (thrown) {
      const problem = mediaProblem('screen', thrown);
      return problem.kind === 'denied' && !isOfSystem(thrown) ? undefined : problem;
    }
  }

  stop(): void {
    this.isWanted = false;
    this.own.stop();
  }
}

/** Browsers throw the same name when the person chose none and when the system forbids it; only the words differ. */
function isOfSystem(thrown: unknown): boolean {
  return thrown instanceof Error && /system/i.test(thrown.message);
}
