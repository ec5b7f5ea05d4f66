import type { UserRole } from '@jiggy-care/protocol';

/** Who someone is known to be: from a token, or on a socket without one from its first join. */
export interface Identity {
  readonly userId: string;
  readonly role: UserRole;
  /** The session behind the token; `undefined` for a socket that came without a credential. */
  readonly sessionId: string | undefined;
}
