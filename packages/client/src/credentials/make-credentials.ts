import type { ServerAddress } from '../call-server.ts';
import type { Clock, Windows } from '../platform/platform.ts';
import { CookieCredentials } from './cookie-credentials.ts';
import type { Auth, Credentials } from './credentials.ts';
import { memoryTokenStore, SessionCredentials } from './session-credentials.ts';
import { TokenCredentials } from './token-credentials.ts';

interface Parts {
  readonly server: ServerAddress;
  readonly clock: Clock;
  readonly windows: Windows | undefined;
}

export function makeCredentials(auth: Auth, { server, clock, windows }: Parts): Credentials {
  if (auth.kind === 'cookie') return new CookieCredentials({ server, clock, windows });
  if (auth.kind === 'token') return new TokenCredentials(auth, clock);
  return new SessionCredentials({ server, clock, store: auth.store ?? memoryTokenStore() });
}
