import { LIMITS } from '@jiggy-care/protocol';

/**
 * The size of a parsed value, or `undefined` when it is too deep or too wide to be handed on. Works with a
 * list of its own instead of the call stack: deep JSON parses well and then overflows the stack of whoever
 * walks it next.
 */
export function measure(value: unknown): { characters: number } | undefined {
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let nodes = 0;
  let characters = 0;
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    nodes += 1;
    if (typeof item.value === 'string') characters += item.value.length;
    if (typeof item.value !== 'object' || item.value === null) continue;
    if (ArrayBuffer.isView(item.value) || item.depth > LIMITS.jsonDepth) return undefined;
    const children = Array.isArray(item.value) ? item.value : Object.values(item.value);
    if (nodes + pending.length + children.length > LIMITS.jsonNodes) return undefined;
    for (const child of children) pending.push({ value: child, depth: item.depth + 1 });
  }
  return { characters };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
const COMMA = 0x2c;

/** The same for the bytes of JSON that nobody has parsed yet. */
export function isTooComplexJson(bytes: Uint8Array): boolean {
  let depth = 0;
  let nodes = 1;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (OPEN.has(byte)) {
      depth += 1;
      nodes += 1;
      if (depth > LIMITS.jsonDepth) return true;
    } else if (CLOSE.has(byte)) depth -= 1;
    else if (byte === COMMA) nodes += 1;
    if (nodes > LIMITS.jsonNodes) return true;
  }
  return false;
}
