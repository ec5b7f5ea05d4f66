import { RATE_RULES } from '../edge/rate-limits.ts';

export interface RateLimitRow {
  /** As the header `RateLimit` names it. */
  readonly name: string;
  readonly counts: string;
  readonly per: string;
  /** Such as `60 in 30 seconds`. */
  readonly allowed: string;
}

/** The limits by rate as integrators read them, in words of production. */
export const RATE_LIMIT_ROWS: readonly RateLimitRow[] = Object.entries(RATE_RULES).map(
  ([name, { counts, per, windows }]) => ({
    name,
    counts,
    per,
    allowed: windows.map(({ points, seconds }) => `${points} in ${duration(seconds)}`).join(', '),
  }),
);

/** The same as a table in Markdown. */
export function rateLimitMarkdown(): string {
  const lines = RATE_LIMIT_ROWS.map(
    ({ name, counts, per, allowed }) => `| \`${name}\` | ${counts} | ${per} | ${allowed} |`,
  );
  return ['| limit | counts | of one | allowed |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

/** What the table alone does not say, in CommonMark. */
export const RATE_LIMIT_NOTES = `These are the figures of production. The setting \`RATE_LIMITS\` of the server multiplies them, or turns them off.
In development all but those on wrong passwords are ten times as wide; \`RATE_LIMITS=0.1\` gives the figures of
production there, and a tenth of the tries of passwords.`;

/** How an answer over REST tells what is left, in CommonMark. */
export const RATE_LIMIT_HEADERS = `Answers over REST name the limits that they counted for in \`RateLimit-Policy\` (\`"message";q=60;w=30\`: 60 in 30
seconds), and in \`RateLimit\` what the tightest of them leaves (\`"message";r=59;t=30\`: 59 more, whole again in 30 seconds).
Who asks more often gets 429 \`rate_limited\`, with \`Retry-After\` in seconds and \`retryAfterMs\` in the body; sockets
get \`error\` with the same code and \`retryAfterMs\`. A limit with two windows has two names there (\`loginFailure-300\`,
\`loginFailure-3600\`); \`loginAccount\` is not told.`;

function duration(seconds: number): string {
  if (seconds % 3_600 === 0) return count(seconds / 3_600, 'hour');
  if (seconds % 60 === 0) return count(seconds / 60, 'minute');
  return count(seconds, 'second');
}

function count(amount: number, unit: string): string {
  return amount === 1 ? `1 ${unit}` : `${amount} ${unit}s`;
}
