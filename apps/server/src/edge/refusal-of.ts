import { asUnavailable } from '../database/database-error.ts';
import { DomainError } from '../errors/domain-error.ts';

/**
 * Whatever was thrown, as the refusal that leaves, over REST and sockets alike: what was meant as one stays as it is, a
 * database that is away is said politely, and anything else is a bug of ours, of which nothing is told but that.
 */
export function refusalOf(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  return (
    asUnavailable(thrown) ??
    new DomainError('internal', 'Something went wrong on our side', { cause: thrown })
  );
}
