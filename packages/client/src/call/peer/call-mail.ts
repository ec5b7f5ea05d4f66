import type { MediaFlags } from '../media/local-media.ts';
import type { Signal } from './signal.ts';
import { type PostParts, SignalPost } from './signal-outbox.ts';

interface Parts extends PostParts {
  readonly toUserId: string;
  callId(): string | undefined;
}

/** What the two sides of a call tell each other through the server, addressed. */
export class CallMail {
  private readonly post: SignalPost;

  constructor(private readonly parts: Parts) {
    this.post = new SignalPost(parts);
  }

  send(signal: Signal): void {
    if (signal.kind === 'candidate')
      this.post.send('signal', 'webrtc:ice-candidate', { ...this.meant, candidate: signal.candidate });
    else if (signal.kind === 'offer')
      this.post.send('signal', 'webrtc:offer', { ...this.meant, offer: { type: 'offer', sdp: signal.sdp } });
    else
      this.post.send('signal', 'webrtc:answer', {
        ...this.meant,
        answer: { type: 'answer', sdp: signal.sdp },
      });
  }

  /** Only the newest counts. */
  sendFlags({ audio, video, screen }: MediaFlags): void {
    this.post.withdraw('flags');
    this.post.send('flags', 'call:media', { ...this.meant, audio, video, screen });
  }

  /** The peer that they came from is no more. */
  withdrawSignals(): void {
    this.post.withdraw('signal');
  }

  flush(): void {
    this.post.flush();
  }

  close(): void {
    this.post.close();
  }

  private get meant() {
    const { toUserId } = this.parts;
    const callId = this.parts.callId();
    return callId === undefined ? { toUserId } : { toUserId, callId };
  }
}
