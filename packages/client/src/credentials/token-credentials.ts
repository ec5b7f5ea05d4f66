import { ChatError } from '../errors.ts';
import { singleFlight } from '../single-flight.ts';
import type { Credentials, TokenAuth } from './credentials.ts';

/** Tokens that the app gets for us. */
export class TokenCredentials implements Credentials {
  readonly clientType = 'mobile';
  readonly transport = 'omit';
  readonly isKnownFresh = true;
  /** A token that the server has refused, and the one that was given in its place. */
  private refused: string | undefined;
  private replacement: string | undefined;
  private last: string | undefined;

  constructor(private readonly auth: TokenAuth) {}

  async headers(): Promise<Record<string, string>> {
    return { Authorization: `Bearer ${await this.get(false)}` };
  }

  async handshake({ fresh }: { readonly fresh: boolean }): Promise<{ readonly token?: string }> {
    if (!fresh) return { token: await this.get(false) };
    this.refused = this.last;
    return { token: await this.getFresh() };
  }

  async renew(): Promise<boolean> {
    this.refused = this.last;
    try {
      return (await this.getFresh()) !== this.refused;
    } catch (thrown) {
      if (thrown instanceof ChatError && thrown.code === 'signed_out') return false;
      throw thrown;
    }
  }

  async accept(): Promise<void> {}

  async forget(): Promise<void> {
    this.last = undefined;
    this.refused = undefined;
    this.replacement = undefined;
  }

  lost(): void {
    this.auth.onUnauthorized?.();
  }

  private readonly getFresh = singleFlight(() => this.get(true));

  private async get(fresh: boolean): Promise<string> {
    let token: string;
    try {
      token = await this.auth.getToken({ fresh });
    } catch (cause) {
      if (cause instanceof ChatError) throw cause;
      // The app's own login server may be out of reach as well as ours: not yet a reason to sign in again.
      throw new ChatError('unreachable', 'cannot get an access token', { cause });
    }
    if (token === '') throw new ChatError('signed_out', 'Please sign in');
    if (fresh) this.replacement = token;
    // A provider that goes on giving the old one is not worth another refusal.
    else if (token === this.refused) token = this.replacement ?? token;
    this.last = token;
    return token;
  }
}
