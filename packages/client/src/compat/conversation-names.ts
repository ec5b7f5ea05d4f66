import type { ConnectionState } from '../connection/connection-state.ts';
import { reconnectDelayMs } from '../connection/reconnect-policy.ts';
import { toChatError } from '../errors.ts';
import type { LiveInbox } from '../inbox/live-inbox.ts';
import type { Platform } from '../platform/platform.ts';
import { type Store, until } from '../store.ts';

interface Parts {
  readonly inbox: LiveInbox;
  readonly connection: Store<ConnectionState>;
  readonly platform: Platform;
}

/** Which conversation an id means: it may be its own, or that of its booking. */
export class ConversationNames {
  private readonly known = new Map<string, string>();
  private readonly looking = new Map<string, Promise<string>>();

  constructor(private readonly parts: Parts) {}

  /** The id of the conversation, where that is known already. */
  peek(id: string): string | undefined {
    return this.known.get(id.toLowerCase());
  }

  /**
   * Waits for the connection, and tries again while the server cannot be asked; makes the conversation of a
   * booking if there is none yet.
   *
   * @throws ChatError `not_found`
   */
  find(id: string): Promise<string> {
    const key = id.toLowerCase();
    const begun = this.looking.get(key);
    if (begun !== undefined) return begun;
    const looking = this.look(key)
      .then((found) => {
        this.known.set(key, found);
        return found;
      })
      .catch((thrown: unknown) => {
        this.looking.delete(key);
        throw thrown;
      });
    this.looking.set(key, looking);
    return looking;
  }

  private async look(id: string): Promise<string> {
    const { inbox, connection, platform } = this.parts;
    for (let failures = 0; ; failures += 1) {
      await until(connection, ({ status }) => status === 'connected');
      try {
        // It is being loaded with the connection, and most names are in it.
        if (inbox.state.get().status !== 'ready') await inbox.refresh();
        return await inbox.open(id);
      } catch (thrown) {
        const failure = toChatError(thrown, 'find the conversation');
        if (!failure.retryable) throw failure;
        const delayMs = reconnectDelayMs(failures, platform.random(), failure.retryAfterMs);
        await new Promise<void>((resolve) => platform.clock.after(delayMs, resolve));
      }
    }
  }
}
