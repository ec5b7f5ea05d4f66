import { DOCUMENTED_SENTENCES } from '@jiggy-care/protocol';
import type { z } from 'zod';
import { DomainError } from '../errors/domain-error.ts';
import { fieldFaults } from './field-faults.ts';

/**
 * Input of a client as its schema has it: unknown keys dropped, defaults filled in. No input at all is one
 * without any field.
 *
 * @throws DomainError `validation_failed`, with the path and the fault of each bad field; never with its value
 */
export function parse<S extends z.ZodType>(schema: S, input: unknown = {}): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new DomainError('validation_failed', DOCUMENTED_SENTENCES.validationFailed, {
    details: fieldFaults(result.error, input),
  });
}
