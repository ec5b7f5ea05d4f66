import { DOCUMENTED_SENTENCES } from '@jiggy-care/protocol';
import type { z } from 'zod';
import { DomainError, type ErrorDetail } from '../errors/domain-error.ts';

const MAX_DETAILS = 20;

/**
 * Input of a client as its schema has it: unknown keys dropped, defaults filled in.
 *
 * @throws DomainError `validation_failed`, with the path and the fault of each bad field; never with its value
 */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new DomainError('validation_failed', DOCUMENTED_SENTENCES.validationFailed, {
    details: details(result.error),
  });
}

function details(error: z.ZodError): ErrorDetail[] {
  return error.issues.slice(0, MAX_DETAILS).map((issue) => ({
    path: issue.path.map(String).join('.').slice(0, 100),
    message: issue.message,
  }));
}
