import type { ChatError } from '../errors.ts';

/**
 * - `idle`: nobody has asked to connect
 * - `connecting`: the first try
 * - `connected`: messages flow, over `transport`
 * - `reconnecting`: the connection was lost, or could not be made; the next try is at `retryAt`. Without one trying
 *   again would be in vain (`reason` is `cross_site`), and is done only when the page comes back into sight
 * - `offline`: the device says that it has no network; we wait for it, and ask nobody
 * - `signed-out`: nobody is signed in; nothing is tried until someone is
 */
export type ConnectionStatus =
  | 'idle'
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  | 'offline'
  | 'signed-out';

/** How things stand with the server, as data. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** When this status began, milliseconds since 1970. */
  readonly since: number;
  /** Tries that failed in a row. */
  readonly attempt: number;
  /** When the next try will be made, milliseconds since 1970. */
  readonly retryAt?: number;
  /** Why the last try or connection ended. */
  readonly reason?: ChatError;
  /** `rest`: sockets are blocked here, so we ask every few seconds; slower, and complete. */
  readonly transport?: 'socket' | 'rest';
}
