import { LIMITS } from '@jiggy-care/protocol';
import { DomainError } from '../errors/domain-error.ts';

const VERSION = 'c1';

/** How far somebody has heard of one conversation. */
export interface Place {
  /** The number of the newest change. */
  readonly change: number;
  /** How far their own messages had reached the other person. */
  readonly reached: number;
}

/**
 * A place in the changes of one conversation. Opaque to clients, so that what it holds can change; it names
 * its conversation, so that one cannot be used on another by mistake.
 */
export function writeCursor(conversationId: string, { change, reached }: Place): string {
  return Buffer.from(`${VERSION}.${conversationId.slice(0, 8)}.${change}.${reached}`).toString('base64url');
}

/**
 * The version before wrote no `reached`, and passes over it.
 *
 * @throws DomainError `validation_failed` for what is no cursor of this conversation
 */
export function readCursor(conversationId: string, cursor: string, newest: number): Place {
  const [version, prefix, ofChange, ofReached = '0'] = Buffer.from(cursor, 'base64url')
    .toString('latin1')
    .split('.');
  const change = numberOf(ofChange);
  const reached = numberOf(ofReached);
  if (
    version === VERSION &&
    prefix === conversationId.slice(0, 8) &&
    change <= newest &&
    reached <= LIMITS.seqMax
  )
    return { change, reached };
  throw refusalOfCursor();
}

export function refusalOfCursor(): DomainError {
  return new DomainError('validation_failed', 'Validation failed', {
    details: [{ path: 'since', message: 'is not a cursor of this conversation' }],
  });
}

function numberOf(digits: string | undefined): number {
  return digits !== undefined && /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
}
