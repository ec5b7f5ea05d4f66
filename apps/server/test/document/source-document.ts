import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import axios from 'axios';
import * as socketIoClient from 'socket.io-client';
import ts from 'typescript';

const FILE = fileURLToPath(
  new URL('../../../../../shared/spec/jiggy-care-chat-documentation.txt', import.meta.url),
);

/** The source document where it lies beside the checkout; it is not ours to pass on, so it is not in it. */
export const sourceDocument: string | undefined = existsSync(FILE) ? readFileSync(FILE, 'utf8') : undefined;

if (sourceDocument === undefined) {
  process.stderr.write(
    `\n  !! The source document is not at ${FILE}:\n  !! its own code was NOT executed against this server.\n\n`,
  );
}

/** The lines after the one that is this heading, up to the next line of `=` that follows the section. */
export function section(heading: string): string {
  const text = sourceDocument ?? '';
  const start = text.indexOf(`\n${heading}\n====`);
  if (start < 0) throw new Error(`the document has no section ${heading}`);
  const body = text.indexOf('\n', start + heading.length + 2);
  return text.slice(body, text.indexOf('\n====', body));
}

/** From the line that begins like this to the next line that is exactly that, both included. */
export function cut(text: string, from: string, to: string, after = ''): string {
  const place = text.indexOf(after);
  const start = text.indexOf(`\n${from}`, place) + 1;
  const end = text.indexOf(`\n${to}\n`, start);
  if (place < 0 || start === 0 || end < 0) throw new Error(`the document has no code from ${from} to ${to}`);
  return text.slice(start, end + to.length + 1);
}

export interface Snippet {
  readonly kind: 'emit' | 'on';
  readonly event: string;
  readonly code: string;
  /** The fields of `data` that its comment names. */
  readonly fields: readonly string[];
}

/** Every `socket.emit(…)` and `socket.on(…)` that stands in the text on lines of its own. */
export function socketSnippets(text: string): Snippet[] {
  const found = text.matchAll(/^( *)socket\.(emit|on)\('([^']+)',[\s\S]*?^\1\}\);/gm);
  return [...found].map(([code, , kind, event]) => ({
    kind: kind as Snippet['kind'],
    event: event as string,
    code,
    fields: (/\/\/ data: \{([^}]*)\}/.exec(code)?.[1] ?? '')
      .split(',')
      .map((field) => field.split(':')[0]?.trim() ?? '')
      .filter((field) => field !== ''),
  }));
}

/** The object or list that the document gives as an example after this line, e.g. an answer of REST. */
export function sample(text: string, after: string): unknown {
  const start = text.indexOf('\n', text.indexOf(after)) + 1;
  const indent = /^ */.exec(text.slice(start))?.[0] ?? '';
  const opening = text[start + indent.length];
  const end = text.indexOf(`\n${indent}${opening === '[' ? ']' : '}'}`, start);
  if (start === 0 || end < 0) throw new Error(`the document gives no example after ${after}`);
  return compileFunction(`return ${text.slice(start, end)}\n${opening === '[' ? ']' : '}'}`)();
}

/** What stands in for the packages that the examples import. */
const PACKAGES: Readonly<Record<string, unknown>> = {
  'socket.io-client': socketIoClient,
  axios: { __esModule: true, default: axios },
  'react-native-webrtc': {},
};

/**
 * Runs code of the document as it stands, TypeScript or not.
 *
 * @param globals what it finds around it, as a page or a component would have it
 * @param result  an expression over its names, whose value is given back
 */
export function execute(
  code: string,
  globals: Readonly<Record<string, unknown>>,
  result = 'undefined',
): unknown {
  const { outputText } = ts.transpileModule(`${code}\nexport const __result = ${result};`, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
    },
  });
  const exports: { __result?: unknown } = {};
  const require = (name: string) => PACKAGES[name];
  const names = Object.keys(globals);
  compileFunction(outputText, ['exports', 'require', ...names])(
    exports,
    require,
    ...names.map((name) => globals[name]),
  );
  return exports.__result;
}
