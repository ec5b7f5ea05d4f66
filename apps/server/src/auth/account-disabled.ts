import { DomainError } from '../errors/domain-error.ts';

export function accountDisabled(): DomainError {
  return new DomainError('account_disabled', 'This account is closed. Please ask those who run this service');
}
