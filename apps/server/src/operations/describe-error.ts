import { DomainError } from '../errors/domain-error.ts';

/** Errors whose words are the engine's or our own; any other message may repeat what a person wrote. */
const SAFE_WORDS = [DomainError, TypeError, ReferenceError, RangeError];
/** What a PostgreSQL error may tell besides its message. */
const DATABASE_FACTS = ['code', 'table', 'constraint', 'column', 'routine'] as const;
const MAX_CAUSES = 4;

/**
 * What of an error may enter a log: its type, its code and where it was thrown. The message is left out
 * unless it is known to hold no input: Drizzle puts bound parameters, that is message text, into it.
 */
export function describeError(thrown: unknown, depth = 0): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const facts: Record<string, unknown> = { type: thrown.name };
  for (const key of DATABASE_FACTS) {
    const value = (thrown as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' && value.length < 100) facts[key] = value;
  }
  if (SAFE_WORDS.some((type) => thrown instanceof type) || 'syscall' in thrown)
    facts.message = thrown.message;
  facts.at = thrown.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim().slice(3));
  if (thrown.cause !== undefined && depth < MAX_CAUSES) facts.cause = describeError(thrown.cause, depth + 1);
  return facts;
}
