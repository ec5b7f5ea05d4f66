import { LIMITS } from '@jiggy-care/protocol/words';
import type { ChatClientOptions } from './chat-client.ts';
import type { Auth } from './credentials/credentials.ts';
import { ChatError, requireUse } from './errors.ts';

const PLATFORM_METHODS = ['http', 'random', 'uuid'] as const;

/**
 * Looks at what a program without types may get wrong, before anything is built on it.
 *
 * @returns the address without a slash at its end, and the way to sign in
 * @throws ChatError `invalid_options`; `validation_failed` for an address that is none
 */
export function checkOptions(options: ChatClientOptions): { readonly url: string; readonly auth: Auth } {
  requireUse(typeof options === 'object' && options !== null, 'A client needs {url, auth}');
  const { url, auth, platform, deviceId, logger } = options;
  requireUse(typeof url === 'string', "A client needs a url, e.g. 'https://care.example.org'");
  checkAuth(auth);
  if (platform !== undefined) checkPlatform(platform);
  if (deviceId !== undefined) {
    const isName = typeof deviceId === 'string' && deviceId !== '' && deviceId.length <= LIMITS.deviceIdChars;
    requireUse(isName, `deviceId is a text of 1 to ${LIMITS.deviceIdChars} characters`);
  }
  requireUse(logger === undefined || typeof logger === 'function', 'logger is a function');
  return { url: requireUrl(url), auth };
}

function checkAuth(auth: Auth): void {
  const kind = typeof auth === 'object' && auth !== null ? auth.kind : undefined;
  const isKnown = kind === 'cookie' || kind === 'token' || kind === 'session';
  requireUse(isKnown, "auth is {kind: 'cookie'}, {kind: 'session', store?} or {kind: 'token', getToken}");
  if (auth.kind === 'token')
    requireUse(typeof auth.getToken === 'function', "auth of the kind 'token' needs a function getToken");
  if (auth.kind === 'session' && auth.store !== undefined) {
    const { load, save } = auth.store;
    requireUse(
      typeof load === 'function' && typeof save === 'function',
      'A store of tokens has load and save',
    );
  }
}

function checkPlatform(platform: NonNullable<ChatClientOptions['platform']>): void {
  const isWhole =
    PLATFORM_METHODS.every((name) => typeof platform?.[name] === 'function') &&
    typeof platform.clock?.after === 'function' &&
    typeof platform.network?.isOnline === 'function';
  requireUse(isWhole, 'platform is what browserPlatform() or standardPlatform() gives: call it');
}

function requireUrl(url: string): string {
  const origin = url.trim().replace(/\/+$/, '');
  if (/^https?:\/\/[^/?#\s]+$/i.test(origin)) return origin;
  throw new ChatError(
    'validation_failed',
    'The url must be one like https://care.example.org, without a path',
  );
}
