const LONGEST_LIFE_MS = 86_400_000;

/**
 * For how many more milliseconds an access token is good, by its own word; `undefined` where it has none. A device whose
 * clock is off by more than a token lives still learns how long they last.
 */
export function tokenLifeMs(token: string, now: number): number | undefined {
  const { exp, iat } = readClaims(token);
  if (typeof exp !== 'number') return undefined;
  const leftMs = exp * 1_000 - now;
  const wholeMs = typeof iat === 'number' && exp > iat ? (exp - iat) * 1_000 : undefined;
  const isPlausible = leftMs > 0 && (wholeMs === undefined || leftMs <= wholeMs);
  const lifeMs = isPlausible ? leftMs : wholeMs;
  return lifeMs === undefined ? undefined : Math.min(lifeMs, LONGEST_LIFE_MS);
}

interface Claims {
  readonly exp?: unknown;
  readonly iat?: unknown;
}

function readClaims(token: string): Claims {
  try {
    const { atob } = globalThis as unknown as { atob(text: string): string };
    const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return (JSON.parse(atob(part.padEnd(Math.ceil(part.length / 4) * 4, '='))) ?? {}) as Claims;
  } catch {
    return {};
  }
}
