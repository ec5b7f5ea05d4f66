import type { IncomingHttpHeaders } from 'node:http';
import { DOCUMENTED_SENTENCES } from '@jiggy-care/protocol';
import { DomainError } from '../errors/domain-error.ts';
import type { ClientType } from './refresh-tokens.ts';

/**
 * How the client wants its tokens to travel: `web` in cookies, `mobile` (or nothing said) in the body.
 *
 * @throws DomainError `validation_failed` for any other word
 * @source protocol P2.3 to P2.5
 */
export function requireClientType(headers: IncomingHttpHeaders): ClientType {
  const said = headers['x-client-type'] ?? 'mobile';
  if (said === 'mobile' || said === 'web') return said;
  throw new DomainError('validation_failed', DOCUMENTED_SENTENCES.validationFailed, {
    details: [{ path: 'X-Client-Type', message: 'must be mobile or web' }],
  });
}
