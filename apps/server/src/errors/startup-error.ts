/**
 * Why the process cannot start, in one sentence for the person who starts it: it names what
 * is wrong and the cure, and holds no secret. `main` prints the message alone and exits 1.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
