import { ChatError } from '../errors.ts';
import type { Clock } from '../platform/platform.ts';
import { LATE, withinTime } from '../platform/within-time.ts';
import { singleFlight } from '../single-flight.ts';
import type { Credentials, TokenAuth } from './credentials.ts';
import { tokenLifeMs } from './token-life.ts';

/** The app may have to ask its own server, or even the person; but not for ever. */
const PATIENCE_MS = 30_000;
/** A token is not used to its last minute. */
const SOON_MS = 60_000;
/** A token that does not say when it ends is asked for anew this often. */
const UNKNOWN_LIFE_MS = 60_000;

interface Kept {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly goodUntil: number;
  /** Whether it has told its end: then another one is wanted after it. */
  readonly endIsKnown: boolean;
}

/** Tokens that the app gets for us, each used until shortly before its end or until it is refused. */
export class TokenCredentials implements Credentials {
  readonly clientType = 'mobile';
  readonly transport = 'omit';
  readonly isKnownFresh = true;
  private kept: Kept | undefined;
  private refused: string | undefined;
  /** Rises when all is forgotten, so that a token that comes late is not taken for the next person's. */
  private era = 0;

  constructor(
    private readonly auth: TokenAuth,
    private readonly clock: Clock,
  ) {}

  async headers(): Promise<Record<string, string>> {
    return { Authorization: `Bearer ${await this.get()}` };
  }

  async handshake({ fresh }: { readonly fresh: boolean }): Promise<{ readonly token?: string }> {
    if (!fresh) return { token: await this.get() };
    this.refused = this.kept?.token;
    return { token: await this.askForFresh() };
  }

  async renew(): Promise<boolean> {
    const { refused } = this;
    this.refused = this.kept?.token ?? refused;
    try {
      return (await this.askForFresh()) !== this.refused;
    } catch (thrown) {
      if (thrown instanceof ChatError && thrown.code === 'signed_out') return false;
      throw thrown;
    }
  }

  async accept(): Promise<void> {}

  async forget(): Promise<void> {
    this.era += 1;
    this.kept = undefined;
    this.refused = undefined;
  }

  lost(): void {
    void this.forget();
    this.auth.onUnauthorized?.();
  }

  private async get(): Promise<string> {
    const { kept } = this;
    if (kept !== undefined && this.clock.now() < kept.goodUntil) return kept.token;
    return kept?.endIsKnown === true ? this.askForFresh() : this.askForAny();
  }

  private readonly askForFresh = singleFlight(() => this.ask(true));
  private readonly askForAny = singleFlight(() => this.ask(false));

  private async ask(fresh: boolean): Promise<string> {
    const { era } = this;
    const token = readToken(await this.askApp(fresh));
    // A provider that goes on giving the old one is not worth another refusal.
    if (!fresh && token === this.refused && this.kept !== undefined) return this.kept.token;
    const lifeMs = tokenLifeMs(token, this.clock.now());
    const goodForMs = lifeMs === undefined ? UNKNOWN_LIFE_MS : lifeMs - Math.min(SOON_MS, lifeMs / 2);
    if (era === this.era)
      this.kept = {
        token,
        goodUntil: this.clock.now() + goodForMs,
        endIsKnown: lifeMs !== undefined,
      };
    return token;
  }

  private async askApp(fresh: boolean): Promise<unknown> {
    let given: unknown;
    try {
      given = await withinTime(this.clock, PATIENCE_MS, async () => this.auth.getToken({ fresh }));
    } catch (cause) {
      if (cause instanceof ChatError) throw cause;
      // The app's own login server may be out of reach as well as ours: not yet a reason to sign in again.
      throw new ChatError('unreachable', 'cannot get an access token', { cause });
    }
    if (given === LATE)
      throw new ChatError('unreachable', 'cannot get an access token: getToken does not answer');
    return given;
  }
}

function readToken(given: unknown): string {
  if (given === undefined || given === null) throw new ChatError('signed_out', 'Please sign in');
  if (typeof given !== 'string') throw new ChatError('invalid_options', 'getToken must give a string');
  const token = given.trim().replace(/^Bearer(\s+|$)/i, '');
  if (token === '') throw new ChatError('signed_out', 'Please sign in');
  return token;
}
