import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Text in pieces, where `["[", 5000]` stands for five thousand brackets. */
type Pieces = readonly (string | readonly [string, number])[];

/** A case that is replayed on every run. `{patient}`, `{conversation}` and the like stand for ids of the run. */
export type Case = { readonly why: string } & (
  | { readonly kind: 'frames'; readonly frames: readonly Pieces[] }
  | { readonly kind: 'event'; readonly event: string; readonly input: readonly unknown[] }
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Pieces;
    }
);

const folder = fileURLToPath(new URL('./corpus', import.meta.url));

export function readCorpus(): { name: string; found: Case }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, found: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Case }));
}

/** Keeps a case that was answered badly, so that it is replayed from now on. */
export function keep(found: Case): string {
  const text = `${JSON.stringify(found, null, 2)}\n`;
  const name = `found-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.json`;
  writeFileSync(join(folder, name), text);
  return name;
}

export function textOf(pieces: Pieces, names: Readonly<Record<string, string>>): string {
  const text = pieces
    .map((piece) => (typeof piece === 'string' ? piece : piece[0].repeat(piece[1])))
    .join('');
  return text.replaceAll(/\{(\w+)\}/g, (all, name: string) => names[name] ?? all);
}
