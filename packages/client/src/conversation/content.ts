import { ChatError, requireUse } from '../errors.ts';

const MAX_CODE_POINTS = 10_000;

/**
 * Refuses at once what the server would refuse, while the writer still looks at it (contract, section 3).
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
  if (text.length <= MAX_CODE_POINTS) return undefined;
  return [...text].length > MAX_CODE_POINTS ? `must have at most ${MAX_CODE_POINTS} characters` : undefined;
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
