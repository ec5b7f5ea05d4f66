import type { DeviceMemory } from '../device/device-memory.ts';
import type { Clock } from '../platform/platform.ts';
import type { ConversationRecord, Message } from '../wire.ts';
import type { Unsent } from './outbox.ts';

/** Of a conversation so many messages stay on a trusted device. */
export const KEPT_MESSAGES = 100;
const GATHER_MS = 1_000;

/** The newest part of a conversation as a device keeps it. */
export interface Kept {
  readonly messages: readonly Message[];
  /** Where the messages stand among the changes. */
  readonly cursor: string;
  readonly record: ConversationRecord | undefined;
}

/** What a trusted device keeps of one conversation; of others it keeps nothing. */
export class ConversationKeep {
  private cancel: (() => void) | undefined;

  constructor(
    private readonly conversationId: string,
    private readonly device: DeviceMemory,
    private readonly clock: Clock,
    /** Gives what there is now; `undefined` when there is nothing worth keeping. */
    private readonly read: () => Kept | undefined,
  ) {}

  keepUnsent(unsent: Unsent): void {
    void this.device.keep(this.placeOf(unsent.key), unsent);
  }

  /**
   * It is stored, or discarded. Of what is stored the message is kept first: a page that ends between the two has one of
   * them, and the same one twice is known by its key.
   */
  dropUnsent(key: string): void {
    this.keepRecent();
    void this.device.drop(this.placeOf(key));
  }

  keepRecentSoon(): void {
    if (!this.device.isTrusted.get()) return;
    this.cancel ??= this.clock.after(GATHER_MS, () => this.keepRecent());
  }

  recallRecent(): Promise<Kept | undefined> {
    return this.device.recall<Kept>(`recent/${this.conversationId}`);
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private keepRecent(): void {
    this.stop();
    const kept = this.device.isTrusted.get() ? this.read() : undefined;
    if (kept !== undefined) void this.device.keep(`recent/${this.conversationId}`, kept);
  }

  private placeOf(key: string): string {
    return `unsent/${this.conversationId}/${key}`;
  }
}
