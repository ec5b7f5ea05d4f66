import { randomBytes } from 'node:crypto';
import { request as askPlainly } from 'node:http';
import { request as askOverTls } from 'node:https';

const PATIENCE_MS = 5_000;
const MOST_BYTES = 64_000;

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Asks through whatever stands between. */
export function ask(address: URL, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = requestOf(address, headers);
    asked.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text = (text + part).slice(0, MOST_BYTES);
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.once('error', reject);
    });
    asked.once('error', reject);
    asked.end();
  });
}

/** Whether the wish for a WebSocket gets through and is granted. */
export function askToUpgrade(address: URL, headers: Readonly<Record<string, string>> = {}): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const asked = requestOf(address, {
      ...headers,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    });
    asked.once('upgrade', (_response, socket) => {
      socket.on('error', () => {});
      socket.destroy();
      resolve(true);
    });
    asked.once('response', (response) => {
      response.resume();
      resolve(false);
    });
    asked.once('error', reject);
    asked.end();
  });
}

function requestOf(address: URL, headers: Readonly<Record<string, string>>) {
  const request = address.protocol === 'https:' ? askOverTls : askPlainly;
  const asked = request(address, { headers, agent: false });
  asked.setTimeout(PATIENCE_MS, () =>
    asked.destroy(Object.assign(new Error('no answer came'), { code: 'ETIMEDOUT' })),
  );
  return asked;
}
