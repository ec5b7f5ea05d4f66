import { CLIENT_EVENTS, type ClientEventName, DOCUMENTED_SENTENCES } from '@jiggy-care/protocol';
import { fieldFaults } from '../edge/field-faults.ts';
import { DomainError, type ErrorDetail } from '../errors/domain-error.ts';

/**
 * The one object that an event carries, as its schema has it.
 *
 * @throws DomainError `validation_failed`: in the document's words where it gives them, else naming the fields
 */
export function parsePayload(event: ClientEventName, input: readonly unknown[]): Record<string, unknown> {
  const [payload] = input;
  const isOne = input.length === 1 && isPlainObject(payload);
  const fields = isOne ? payload : {};
  const { payload: schema } = CLIENT_EVENTS[event];
  const result = schema.safeParse(fields);
  if (isOne && result.success) return result.data as Record<string, unknown>;
  const details = result.success ? [] : fieldFaults(result.error, fields);
  throw new DomainError('validation_failed', sentence(event, fields, isOne ? details : undefined), {
    details,
  });
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** @param faults unless it is no payload at all */
function sentence(
  event: ClientEventName,
  payload: Record<string, unknown>,
  faults: readonly ErrorDetail[] | undefined,
): string {
  if (event === 'mark_read') return DOCUMENTED_SENTENCES.readDataInvalid;
  const missing = (field: string) =>
    payload[field] === undefined || payload[field] === null || payload[field] === '';
  if (event === 'join_conversation' && ['conversationId', 'userId', 'userType'].some(missing)) {
    return DOCUMENTED_SENTENCES.joinFieldsMissing;
  }
  if (faults === undefined) return `${event} needs one object as its payload`;
  const [first] = faults;
  if (faults.length === 1 && first !== undefined) return `Invalid data: ${first.path} ${first.message}`;
  const fields = [...new Set(faults.map(({ path }) => path.split('.').slice(0, 2).join('.')))];
  return `Invalid data: check ${fields.filter((field) => field !== '').join(', ')}`;
}
