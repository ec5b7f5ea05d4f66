import { LIMITS } from '@jiggy-care/protocol/words';

// What the server takes for a line of text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be replaced
const NO_LINE = /[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+|\p{Surrogate}/gu;

/** What a person wrote with a decline, as one line that the server takes; `undefined` for nothing. */
export function declineReason(text: string | undefined): string | undefined {
  const line = (text ?? '').replace(NO_LINE, ' ').trim();
  return line === '' ? undefined : [...line].slice(0, LIMITS.callReasonChars).join('').trim();
}
