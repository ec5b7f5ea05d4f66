import { z } from 'zod';
import * as LIMITS from './limits.ts';

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
/** What is seen: not blanks, not what only shapes its neighbours, not the Braille cell without a dot. */
const VISIBLE = /[^\s\u2800\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}]/u;
/** Controls, other line breaks, marks of editors, and all that is never seen, those of direction included. */
const NOT_ON_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}\uFFF9-\uFFFB\p{Default_Ignorable_Code_Point}]/u;
const JOINING_SCRIPTS = [
  ...[
    'Arabic',
    'Syriac',
    'Mongolian',
    'Nko',
    'Devanagari',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
    'Tamil',
  ],
  ...['Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar', 'Tibetan'],
].map((script) => `\\p{Script=${script}}`);
/** The unseen ones that writing cannot do without: joiners of scripts and of emoji, variants of letters and emoji. */
const NEEDED_UNSEEN = new RegExp(
  [
    `(?<=[${JOINING_SCRIPTS.join('')}])[\\u200C\\u200D]`,
    '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})',
    '(?<=\\p{Emoji})[\\uFE0E\\uFE0F]',
    '(?<=\\p{Script=Han})[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]',
    '(?<=\\p{Script=Mongolian})[\\u180B-\\u180D\\u180F]',
  ].join('|'),
  'gu',
);
/** No script stacks so many; more of them cover the lines around. */
const TOO_MANY_MARKS = /\p{M}{9}/u;

/** Length as a reader counts it: an emoji outside the basic plane is one, not two. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text);
}

function isOneLine(text: string): boolean {
  return (
    !hasLoneSurrogate(text) &&
    !NOT_ON_A_LINE.test(text.replaceAll(NEEDED_UNSEEN, '')) &&
    !TOO_MANY_MARKS.test(text)
  );
}

/** Text of at least one visible character, kept exactly as it came; NUL and lone surrogates cannot be stored. */
export function freeText(maxChars: number) {
  return z
    .string()
    .refine((text) => VISIBLE.test(text), 'must not be blank')
    .refine((text) => !text.includes('\u0000') && !hasLoneSurrogate(text), 'has characters that are not text')
    .refine((text) => text.length <= maxChars * 2 && codePoints(text) <= maxChars, {
      message: `must have at most ${maxChars} characters`,
    })
    .meta({ minLength: 1, maxLength: maxChars });
}

/** One trimmed line of at least one visible character, without controls and hidden ones: a name, a reason. */
export function singleLine(maxChars: number) {
  return z
    .string()
    .trim()
    .refine((text) => VISIBLE.test(text), 'must not be blank')
    .refine(isOneLine, 'has characters that are not text')
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
