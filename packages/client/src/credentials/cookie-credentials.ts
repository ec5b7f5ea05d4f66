import { ENDPOINTS } from '@jiggy-care/protocol/words';
import { callServer, type ServerAddress } from '../call-server.ts';
import { readValidityMs } from '../durations.ts';
import { ChatError } from '../errors.ts';
import type { Clock, Windows } from '../platform/platform.ts';
import { withinTime } from '../platform/within-time.ts';
import { singleFlight } from '../single-flight.ts';
import type { SignedIn } from '../wire.ts';
import type { Credentials } from './credentials.ts';

/** An access cookie with less than this left is renewed before it is used for a connection. */
const SOON_MS = 60_000;
/** For another window's renewal nobody waits longer: it may be frozen. The server expects two at once (protocol P2.19). */
const TURN_MS = 5_000;

interface Parts {
  readonly server: ServerAddress;
  readonly clock: Clock;
  readonly windows: Windows | undefined;
}

/**
 * Tokens that scripts cannot see. All we know of them is when the access cookie ends, and that only once we
 * have renewed it ourselves or heard of it from another window: cookies belong to all windows together.
 */
export class CookieCredentials implements Credentials {
  readonly clientType = 'web';
  readonly transport = 'include';
  private expiresAt: number | undefined;

  constructor(private readonly parts: Parts) {
    parts.windows?.onNote((note) => {
      if (note.kind === 'renewed' && Number.isFinite(note.expiresAt)) this.expiresAt = note.expiresAt;
    });
  }

  async headers(): Promise<Record<string, string>> {
    return {};
  }

  get isKnownFresh(): boolean {
    return this.expiresAt !== undefined && this.expiresAt - this.parts.clock.now() > SOON_MS;
  }

  async handshake({ fresh }: { readonly fresh: boolean }): Promise<{ readonly token?: string }> {
    const endsSoon = this.expiresAt !== undefined && !this.isKnownFresh;
    // An unknown end is no reason: whoever connects has just asked who is signed in.
    if ((fresh || endsSoon) && !(await this.renew()))
      throw new ChatError('signed_out', 'Please sign in again');
    return {};
  }

  readonly renew = singleFlight(async (): Promise<boolean> => {
    const before = this.expiresAt;
    const { windows, clock } = this.parts;
    let asking: Promise<boolean> | undefined;
    const renew = (): Promise<boolean> => {
      // Another window was faster while we waited for our turn.
      if (asking === undefined && this.expiresAt !== before && this.isKnownFresh)
        return Promise.resolve(true);
      asking ??= this.askForNew();
      return asking;
    };
    // Where turns are forbidden, or never come, it goes on without.
    if (windows !== undefined)
      await withinTime(clock, TURN_MS, () => windows.exclusively('jiggy-refresh', renew)).catch(() => {});
    return renew();
  });

  async accept({ expiresIn }: SignedIn): Promise<void> {
    this.expiresAt = this.parts.clock.now() + readValidityMs(expiresIn);
    this.parts.windows?.post({ kind: 'renewed', expiresAt: this.expiresAt });
  }

  async forget(): Promise<void> {
    this.expiresAt = undefined;
  }

  lost(): void {
    this.expiresAt = undefined;
  }

  private async askForNew(): Promise<boolean> {
    try {
      const signedIn = await callServer<SignedIn>(this.parts.server, {
        ...ENDPOINTS.refresh,
        headers: { 'X-Client-Type': 'web' },
        credentials: 'include',
      });
      await this.accept(signedIn);
      return true;
    } catch (thrown) {
      if (thrown instanceof ChatError && thrown.status === 401) return false;
      throw thrown;
    }
  }
}
