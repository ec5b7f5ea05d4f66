import { ENDPOINTS } from '@jiggy-care/protocol/words';
import { callServer, type ServerAddress } from '../call-server.ts';
import { readValidityMs } from '../durations.ts';
import { ChatError } from '../errors.ts';
import type { Clock } from '../platform/platform.ts';
import { LATE, withinTime } from '../platform/within-time.ts';
import { singleFlight } from '../single-flight.ts';
import type { SignedIn } from '../wire.ts';
import type { Credentials, StoredTokens, TokenStore } from './credentials.ts';

const SOON_MS = 60_000;
/** A keychain may ask the person first; but one that never answers must not hold up everything. */
const PATIENCE_MS = 15_000;

interface Parts {
  readonly server: ServerAddress;
  readonly clock: Clock;
  readonly store: TokenStore;
}

/** Tokens that we got by signing in ourselves, kept where the app says. */
export class SessionCredentials implements Credentials {
  readonly clientType = 'mobile';
  readonly transport = 'omit';
  readonly isKnownFresh = true;
  private tokens: StoredTokens | undefined;
  private isLoaded = false;
  private loading: Promise<StoredTokens | undefined> | undefined;

  constructor(private readonly parts: Parts) {}

  async headers(): Promise<Record<string, string>> {
    const tokens = await this.getTokens();
    return { Authorization: `Bearer ${tokens.accessToken}` };
  }

  async handshake({ fresh }: { readonly fresh: boolean }): Promise<{ readonly token?: string }> {
    const tokens = await this.getTokens();
    const endsSoon = tokens.expiresAt - this.parts.clock.now() < SOON_MS;
    if ((fresh || endsSoon) && !(await this.renew()))
      throw new ChatError('signed_out', 'Please sign in again');
    return { token: (await this.getTokens()).accessToken };
  }

  readonly renew = singleFlight(async (): Promise<boolean> => {
    const tokens = await this.load();
    if (tokens === undefined) return false;
    try {
      const signedIn = await callServer<SignedIn>(this.parts.server, {
        ...ENDPOINTS.refresh,
        body: { refreshToken: tokens.refreshToken },
        headers: { 'X-Client-Type': 'mobile' },
        credentials: 'omit',
      });
      await this.accept(signedIn);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof ChatError) || thrown.status !== 401) throw thrown;
      return false;
    }
  });

  async accept({ accessToken, refreshToken, expiresIn }: SignedIn): Promise<void> {
    if (accessToken === undefined || refreshToken === undefined)
      throw new ChatError('internal', 'The server gave no tokens', { retryable: false });
    const expiresAt = this.parts.clock.now() + readValidityMs(expiresIn);
    await this.keep({ accessToken, refreshToken, expiresAt });
  }

  async forget(): Promise<void> {
    await this.keep(undefined);
  }

  lost(): void {
    void this.keep(undefined).catch(() => {});
  }

  private async getTokens(): Promise<StoredTokens> {
    const tokens = await this.load();
    if (tokens === undefined) throw new ChatError('signed_out', 'Please sign in');
    return tokens;
  }

  private async load(): Promise<StoredTokens | undefined> {
    if (!this.isLoaded) {
      const { store, clock } = this.parts;
      // Asked once, however often we look whether it has answered.
      this.loading ??= (async () => store.load())().finally(() => {
        this.loading = undefined;
      });
      const { loading } = this;
      const stored = await withinTime(clock, PATIENCE_MS, () => loading);
      if (stored === LATE) throw new ChatError('unavailable', 'The store of the tokens does not answer');
      // A sign-in may have been quicker than the keychain.
      if (!this.isLoaded) this.tokens = readTokens(stored);
      this.isLoaded = true;
    }
    return this.tokens;
  }

  private async keep(tokens: StoredTokens | undefined): Promise<void> {
    this.isLoaded = true;
    this.tokens = tokens;
    const { store, clock } = this.parts;
    await withinTime(clock, PATIENCE_MS, () => store.save(tokens));
  }
}

/** What was kept may be of an older app, or half written: then it is none. */
function readTokens(stored: unknown): StoredTokens | undefined {
  const { accessToken, refreshToken, expiresAt } = (stored ?? {}) as Partial<StoredTokens>;
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string') return undefined;
  return { accessToken, refreshToken, expiresAt: Number.isFinite(expiresAt) ? Number(expiresAt) : 0 };
}

/** Tokens that end with the process. */
export function memoryTokenStore(): TokenStore {
  let kept: StoredTokens | undefined;
  return {
    load: async () => kept,
    save: async (tokens) => {
      kept = tokens;
    },
  };
}
