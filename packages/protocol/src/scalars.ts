import { z } from 'zod';
import { LIMITS } from './limits.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/**
 * An identifier. Any 8-4-4-4-12 hexadecimal form is one (RFC 9562 versions are not enforced, so that
 * hand-made ids of test data work), save the nil UUID. Upper case is accepted and lowered.
 */
export const Uuid = z
  .string()
  .refine((value) => UUID.test(value) && value !== NIL_UUID, 'must be a UUID')
  .toLowerCase()
  .meta({ format: 'uuid', example: '3f2c8f0e-6d3b-4f0a-9a59-0b6f8a4f7c11' });

/** An instant as the server writes it: ISO 8601, UTC, milliseconds. */
export const IsoTime = z.iso
  .datetime({ offset: true })
  .meta({ format: 'date-time', example: '2026-01-14T14:30:00.000Z' });

export const UserRole = z.enum(['patient', 'consultant']).meta({ id: 'UserRole' });
export type UserRole = z.infer<typeof UserRole>;

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL and lone surrogates cannot be stored
const NOT_TEXT = /[\u0000\p{Surrogate}]/u;

/** Whether a text can be stored and sent on: neither NUL nor half a character is in it. */
export function isText(text: string): boolean {
  return !NOT_TEXT.test(text);
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a single line may not hold
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/;

/** Length as a reader counts it: an emoji outside the basic plane is one, not two. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text);
}

/** Text of at least one visible character, kept exactly as it came; NUL and lone surrogates cannot be stored. */
export function freeText(maxChars: number) {
  return z
    .string()
    .refine((text) => text.trim() !== '', 'must not be blank')
    .refine((text) => !text.includes('\u0000') && !hasLoneSurrogate(text), 'has characters that are not text')
    .refine((text) => text.length <= maxChars * 2 && codePoints(text) <= maxChars, {
      message: `must have at most ${maxChars} characters`,
    })
    .meta({ minLength: 1, maxLength: maxChars });
}

/** One trimmed line without control characters: a name, a reason. */
export function singleLine(maxChars: number) {
  return z
    .string()
    .trim()
    .refine((text) => text !== '', 'must not be blank')
    .refine((text) => !CONTROL.test(text) && !hasLoneSurrogate(text), 'has characters that are not text')
    .refine((text) => text.length <= maxChars * 2 && codePoints(text) <= maxChars, {
      message: `must have at most ${maxChars} characters`,
    })
    .meta({ minLength: 1, maxLength: maxChars });
}

/** A secret between the given numbers of code points, any characters; see OWASP ASVS 5.0, 6.2. */
export function secret(minChars: number, maxChars: number) {
  return z
    .string()
    .refine((text) => text.length <= maxChars * 2 && codePoints(text) <= maxChars, {
      message: `must have at most ${maxChars} characters`,
    })
    .refine((text) => codePoints(text) >= minChars, { message: `must have at least ${minChars} characters` })
    .refine((text) => !hasLoneSurrogate(text), 'has characters that are not text')
    .meta({ minLength: minChars, maxLength: maxChars, format: 'password' });
}

/** A whole number that travels in a query string: decimal digits only, no sign, no exponent. */
export function queryInteger(min: number, max: number) {
  const fault = `must be a whole number between ${min} and ${max}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, fault)
    .transform(Number)
    .refine((value) => value >= min && value <= max, fault)
    .meta({ type: 'integer', minimum: min, maximum: max, pattern: undefined });
}

/** `true` or `false` in a query string. */
export const QueryFlag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .meta({ type: 'boolean', enum: undefined });

/** `limit` and `offset` of a page, with the defaults of the document (section 6, endpoint 3). */
export const OffsetPage = {
  limit: queryInteger(1, LIMITS.pageMax).prefault(String(LIMITS.pageDefault)),
  offset: queryInteger(0, LIMITS.offsetMax).prefault('0'),
};
