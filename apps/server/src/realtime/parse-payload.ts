import { CLIENT_EVENTS, type ClientEventName, DOCUMENTED_SENTENCES } from '@jiggy-care/protocol';
import type { z } from 'zod';
import { DomainError } from '../errors/domain-error.ts';

/**
 * The one object that an event carries, as its schema has it.
 *
 * @throws DomainError `validation_failed`: in the document's words where it gives them, else naming the fields
 */
export function parsePayload(event: ClientEventName, input: readonly unknown[]): Record<string, unknown> {
  const [payload] = input;
  if (input.length === 1 && isPlainObject(payload)) {
    const result = CLIENT_EVENTS[event].payload.safeParse(payload);
    if (result.success) return result.data as Record<string, unknown>;
    throw invalid(sentence(event, payload, result.error), result.error);
  }
  throw invalid(sentence(event, {}, undefined));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

function invalid(message: string, error?: z.ZodError): DomainError {
  const details = error?.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  return new DomainError('validation_failed', message, details === undefined ? {} : { details });
}

function sentence(
  event: ClientEventName,
  payload: Record<string, unknown>,
  error: z.ZodError | undefined,
): string {
  if (event === 'mark_read') return DOCUMENTED_SENTENCES.readDataInvalid;
  const missing = (field: string) =>
    payload[field] === undefined || payload[field] === null || payload[field] === '';
  if (event === 'join_conversation' && ['conversationId', 'userId', 'userType'].some(missing)) {
    return DOCUMENTED_SENTENCES.joinFieldsMissing;
  }
  if (error === undefined) return `${event} needs one object as its payload`;
  const fields = [...new Set(error.issues.map((issue) => issue.path.slice(0, 2).join('.')))].filter(
    (field) => field !== '',
  );
  const reason = error.issues.length === 1 ? error.issues[0]?.message : undefined;
  return reason === undefined
    ? `Invalid data: check ${fields.join(', ')}`
    : `Invalid data: ${fields.join('')} ${/^[a-z]/.test(reason) ? reason : `is not valid (${reason})`}`;
}
