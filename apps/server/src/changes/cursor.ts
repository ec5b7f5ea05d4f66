import { DomainError } from '../errors/domain-error.ts';

const VERSION = 'c1';

/**
 * A place in the changes of one conversation. Opaque to clients, so that what it holds can change; it names
 * its conversation, so that one cannot be used on another by mistake.
 */
export function writeCursor(conversationId: string, change: number): string {
  return Buffer.from(`${VERSION}.${conversationId.slice(0, 8)}.${change}`).toString('base64url');
}

/** @throws DomainError `validation_failed` for what is no cursor of this conversation */
export function readCursor(conversationId: string, cursor: string, newest: number): number {
  const [version, prefix, digits] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  const change = /^\d{1,15}$/.test(digits ?? '') ? Number(digits) : Number.NaN;
  if (version === VERSION && prefix === conversationId.slice(0, 8) && change <= newest) return change;
  throw new DomainError('validation_failed', 'Validation failed', {
    details: [{ path: 'since', message: 'is not a cursor of this conversation' }],
  });
}
