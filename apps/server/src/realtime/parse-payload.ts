import { CLIENT_EVENTS, type ClientEvent, type ClientEventName } from '@jiggy-care/protocol';
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
  const row: ClientEvent = CLIENT_EVENTS[event];
  const result = row.payload.safeParse(fields);
  if (isOne && result.success) return result.data as Record<string, unknown>;
  const details = result.success ? [] : fieldFaults(result.error, fields);
  const message = documentedSentence(row, fields) ?? sentence(event, isOne ? details : undefined);
  throw new DomainError('validation_failed', message, { details });
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

function documentedSentence(
  { faultSentence }: ClientEvent,
  payload: Record<string, unknown>,
): string | undefined {
  if (faultSentence === undefined) return undefined;
  const { text, whenMissing } = faultSentence;
  const isMissing = (field: string) =>
    payload[field] === undefined || payload[field] === null || payload[field] === '';
  return whenMissing === undefined || whenMissing.some(isMissing) ? text : undefined;
}

/** @param faults unless it is no payload at all */
function sentence(event: ClientEventName, faults: readonly ErrorDetail[] | undefined): string {
  if (faults === undefined) return `${event} needs one object as its payload`;
  const [first] = faults;
  if (faults.length === 1 && first !== undefined) return `Invalid data: ${first.path} ${first.message}`;
  const fields = [...new Set(faults.map(({ path }) => path.split('.').slice(0, 2).join('.')))];
  return `Invalid data: check ${fields.filter((field) => field !== '').join(', ')}`;
}
