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
  ) {}

  /** @param unsent absent: it is stored, or discarded */
  keepUnsent(key: string, unsent: Unsent | undefined): void {
    const place = `unsent/${this.conversationId}/${key}`;
    void (unsent === undefined ? this.device.drop(place) : this.device.keep(place, unsent));
  }

  /** @param read gives what there is then; `undefined` when there is nothing worth keeping */
  keepRecentSoon(read: () => Kept | undefined): void {
    if (!this.device.isTrusted.get()) return;
    this.cancel ??= this.clock.after(GATHER_MS, () => {
      this.cancel = undefined;
      const kept = read();
      if (kept !== undefined) void this.device.keep(`recent/${this.conversationId}`, kept);
    });
  }

  recallRecent(): Promise<Kept | undefined> {
    return this.device.recall<Kept>(`recent/${this.conversationId}`);
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }
}
