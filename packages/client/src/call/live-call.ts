import type { Store } from '../store.ts';
import type { Call, CallState, CallType, LocalMediaState, MediaProblem, RemoteMedia } from './call.ts';
import type { CallCourse } from './call-course.ts';
import type { CallQuality } from './quality/call-quality.ts';
import { declineReason } from './steps/decline-reason.ts';
import { isRinging } from './steps/outcomes.ts';

/** One call, as an app sees it. After the end nothing that the person does changes anything. */
export class LiveCall implements Call {
  readonly direction: 'outgoing' | 'incoming';
  readonly conversationId: string;
  readonly other: { readonly id: string; readonly name: string };
  readonly type: CallType;
  readonly state: Store<CallState>;
  readonly local: Store<LocalMediaState>;
  readonly remote: Store<RemoteMedia>;
  readonly quality: Store<CallQuality>;

  /** @param course what happens to it; whoever made both moves it on */
  constructor(
    readonly key: string,
    readonly course: CallCourse,
  ) {
    const { direction, conversationId, other, type } = course.beginning;
    this.direction = direction;
    this.conversationId = conversationId;
    this.other = other;
    this.type = type;
    this.state = course.state;
    this.local = course.media.state;
    this.remote = course.exchange.view.store;
    this.quality = course.exchange.quality;
  }

  get id(): string | undefined {
    return this.course.id;
  }

  accept({ video = true }: { readonly video?: boolean } = {}): void {
    this.course.accept(video);
  }

  decline(reason?: string): void {
    const { phase } = this.state.get();
    if (phase !== 'incoming' && phase !== 'answering') return;
    const words = declineReason(reason);
    this.course.finish({ kind: 'declined', by: 'me', ...(words === undefined ? {} : { reason: words }) });
  }

  end(): void {
    const ringing = this.direction === 'incoming' ? 'declined' : 'cancelled';
    this.course.finish({ kind: isRinging(this.state.get()) ? ringing : 'hung-up', by: 'me' });
  }

  setMuted(isMuted: boolean): void {
    this.media?.setMuted(isMuted);
  }

  async setCamera(isOn: boolean): Promise<MediaProblem | undefined> {
    return this.media?.setCamera(isOn);
  }

  async flipCamera(): Promise<MediaProblem | undefined> {
    return this.media?.flipCamera();
  }

  async shareScreen(): Promise<MediaProblem | undefined> {
    return this.media?.shareScreen();
  }

  stopSharing(): void {
    this.media?.stopSharing();
  }

  async retryMedia(): Promise<void> {
    await this.media?.retry();
  }

  /** One's own sound and picture, until the end. */
  private get media() {
    return this.course.isOver ? undefined : this.course.media;
  }
}
