import { type IncomingMessage, request } from 'node:http';
import type { Reply } from './api.ts';

export interface RawRequest {
  readonly method?: string;
  /** As it goes on the wire, not normalised. */
  readonly path: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

/** A request that `fetch` would mend or refuse: odd paths, repeated headers, methods of any name, no content type. */
export async function sendRaw(
  server: { readonly port: number },
  { method = 'GET', path, headers = {}, body }: RawRequest,
  // biome-ignore lint/suspicious/noExplicitAny: see ask
): Promise<Reply<any>> {
  const given = Object.keys(headers).map((name) => name.toLowerCase());
  const isMeasured =
    body === undefined || given.includes('content-length') || given.includes('transfer-encoding');
  const length = isMeasured ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: server.port,
        method,
        path,
        headers: { ...headers, ...length },
        agent: false,
      },
      resolve,
    );
    sent.once('error', reject);
    sent.end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const answered = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) answered.append(name, value);
  }
  const isJson = answered.get('content-type')?.includes('json') === true && text !== '';
  return {
    status: message.statusCode ?? 0,
    headers: answered,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}
