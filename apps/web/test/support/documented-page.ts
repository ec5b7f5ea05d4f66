import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { sourceDocument } from '../../../server/test/document/source-document.ts';

/** Where a developer who follows the document serves their page; Chromium is told which port that really is. */
export const DOCUMENTED_PAGE = 'http://localhost:5173';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const SOUNDS = here('../../../../packages/client/sounds');
const OWN_CLIENT = './documented-client.ts';
const EXAMPLE_ID = `${here('.')}example-1.ts`;

export interface PageServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/own` with our client in the document's manner and, where the document is, `/example` with its own. */
export async function servePages(): Promise<PageServer> {
  const files = new Map<string, string>();
  files.set('/own.js', await bundle(undefined));
  if (sourceDocument !== undefined) files.set('/example.js', await bundle(firstExample(sourceDocument)));
  for (const name of ['own', 'example']) {
    files.set(
      `/${name}`,
      `<!doctype html><html lang="en"><title>${name}</title><body><script type="module" src="/${name}.js"></script></body></html>`,
    );
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', DOCUMENTED_PAGE);
    const sound = join(SOUNDS, pathname.replace('/sounds/', ''));
    const body =
      files.get(pathname) ??
      (/^\/sounds\/\w+\.mp3$/.test(pathname) && existsSync(sound) && readFileSync(sound));
    if (body === false || body === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': TYPES[extname(pathname)] ?? 'text/html' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: portOf(server), close: () => closed(server) };
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.mp3': 'audio/mpeg' };

/** The class of the first example as it stands in the text, imports and addresses included. */
function firstExample(text: string): string {
  const start = text.indexOf('import { io, Socket }', text.indexOf('EXAMPLE 1:'));
  const end = text.indexOf('// Usage:', start);
  if (start < 0 || end < 0) throw new Error('the document has no first example');
  return `${text.slice(start, end)}\nexport { ChatService };`;
}

/** @param client code that takes the place of our own client */
async function bundle(client: string | undefined): Promise<string> {
  const bundle = await rolldown({
    input: here('./documented-screen.ts'),
    platform: 'browser',
    plugins: [
      {
        name: 'client-of-the-document',
        resolveId: (id) => (client !== undefined && id === OWN_CLIENT ? EXAMPLE_ID : undefined),
        load: (id) => (id === EXAMPLE_ID ? client : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('the page server has no port');
  return address.port;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
