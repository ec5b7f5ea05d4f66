import { DomainError } from '../errors/domain-error.ts';

export function linkExpired(): DomainError {
  return new DomainError(
    'link_expired',
    'This link was used already, is too old, or was replaced by a newer one: please ask for a new mail',
  );
}

export function mailOff(): DomainError {
  return new DomainError('mail_off', 'This server sends no mails: please ask whoever runs it');
}
