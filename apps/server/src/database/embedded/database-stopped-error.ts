/**
 * The embedded database died under the running server. It carries PostgreSQL's own code for a
 * crash, so that whoever asks "may this succeed later?" need not know which database it was.
 */
export class DatabaseStoppedError extends Error {
  override readonly name = 'DatabaseStoppedError';
  readonly code = '57P02';
}
