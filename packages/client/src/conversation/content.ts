import { LIMITS } from '@jiggy-care/protocol/words';
import { ChatError, requireUse } from '../errors.ts';

const MOST_CODE_POINTS = LIMITS.contentChars;

/**
 * Refuses at once what the server would refuse, while the writer still looks at it (protocol P6.7).
 *
 * @throws ChatError `validation_failed`; `invalid_options` for what is no string
 */
export function requireContent(text: string): void {
  requireUse(typeof text === 'string', 'send takes the text of the message');
  const fault = findFault(text);
  if (fault === undefined) return;
  const details = [{ path: 'content', message: fault }];
  throw new ChatError('validation_failed', `The message ${fault}`, { details });
}

function findFault(text: string): string | undefined {
  if (text.trim() === '') return 'must not be blank';
  if (!isText(text)) return 'has characters that are not text';
  if (text.length <= MOST_CODE_POINTS || [...text].length <= MOST_CODE_POINTS) return undefined;
  return `must have at most ${MOST_CODE_POINTS} characters`;
}

/** Half an emoji, cut off by a careless program, cannot be encoded; neither can NUL be stored. */
function isText(text: string): boolean {
  try {
    encodeURIComponent(text);
    return !text.includes('\u0000');
  } catch {
    return false;
  }
}
