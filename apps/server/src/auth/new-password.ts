import { DOCUMENTED_SENTENCES } from '@jiggy-care/protocol';
import { DomainError } from '../errors/domain-error.ts';
import { isCommonPassword, isOwnData } from './common-passwords.ts';

/**
 * @param path where it stands in the input
 * @throws DomainError `validation_failed`
 */
export function refuseCommonPassword(
  password: string,
  path: string,
  owner: { readonly email: string; readonly name: string },
): void {
  if (isCommonPassword(password)) {
    throw invalidField(path, 'is one of the commonest passwords, please choose another');
  }
  if (isOwnData(password, owner)) {
    throw invalidField(path, 'is your own e-mail or name, please choose another');
  }
}

export function invalidField(path: string, message: string): DomainError {
  return new DomainError('validation_failed', DOCUMENTED_SENTENCES.validationFailed, {
    details: [{ path, message }],
  });
}
