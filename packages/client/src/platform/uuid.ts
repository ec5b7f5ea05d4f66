interface RandomSource {
  randomUUID?(): string;
  getRandomValues?(bytes: Uint8Array): unknown;
}

/**
 * A random UUID, version 4. `randomUUID` is absent on pages without HTTPS and in React Native; the bytes come
 * from `getRandomValues` then, and from `random` where there is not even that.
 */
export function makeUuid(source: RandomSource | undefined, random: () => number): string {
  if (source?.randomUUID !== undefined) return source.randomUUID();
  const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
  source?.getRandomValues?.(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
