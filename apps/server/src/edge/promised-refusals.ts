import type { ErrorCode } from '@jiggy-care/protocol';
import type { Log } from '../operations/log.ts';

/** The words of the line by which a test finds it. */
export const UNPROMISED = 'refused with a code that its row in the protocol does not name';

/**
 * Says so, where something is refused with a code that the documents do not promise there: whoever programs against
 * them would not expect it. A line per refusal, so not for production.
 *
 * @param where the event, or the method and path of the route
 */
export function noteUnpromised(
  log: Log,
  where: string,
  code: ErrorCode,
  promised: readonly ErrorCode[],
): void {
  if (!promised.includes(code)) log.error({ where, code }, UNPROMISED);
}
