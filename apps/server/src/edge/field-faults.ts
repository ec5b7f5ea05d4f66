import type { z } from 'zod';
import type { ErrorDetail } from '../errors/domain-error.ts';

const MAX_DETAILS = 20;
const MAX_PATH_CHARS = 100;

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with an input, field by field, in words that a person can read after the name of the field:
 * `is required`, `must be a UUID`. REST and sockets both tell it so; the words of the validator stay here,
 * and the values that came are never repeated.
 *
 * @source protocol P12.13
 */
export function fieldFaults(error: z.ZodError, input: unknown): ErrorDetail[] {
  return error.issues.slice(0, MAX_DETAILS).map((issue) => ({
    path: issue.path.map(String).join('.').slice(0, MAX_PATH_CHARS),
    message: faultOf(issue, input),
  }));
}

function faultOf(issue: Issue, input: unknown): string {
  // Our own schemas speak in this way already; the validator begins with a capital letter.
  if (/^[a-z]/.test(issue.message)) return issue.message;
  if (isMissing(input, issue.path)) return 'is required';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? 'of another kind'}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      if (issue.minimum === 1 && issue.origin !== 'number') return 'must not be empty';
      return `must ${limit('at least', Number(issue.minimum), issue.origin)}`;
    case 'too_big':
      return `must ${limit('at most', Number(issue.maximum), issue.origin)}`;
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? 'written as documented'}`;
    case 'unrecognized_keys':
      return 'has fields that are not documented';
    default:
      return 'is not as documented';
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'an instant such as 2026-01-14T14:30:00.000Z',
  email: 'an e-mail address',
  url: 'an address',
  uuid: 'a UUID',
};

const COUNTED: Readonly<Record<string, string>> = {
  string: 'characters',
  array: 'entries',
  object: 'fields',
};

function limit(word: string, count: number, origin: string): string {
  const unit = COUNTED[origin];
  return unit === undefined ? `be ${word} ${count}` : `have ${word} ${count} ${unit}`;
}

function isMissing(input: unknown, path: readonly PropertyKey[]): boolean {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return true;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value === undefined;
}
