import { networkInterfaces } from 'node:os';
import { API_BASE } from '@jiggy-care/protocol';
import type { Config } from '../config/config.ts';
import type { Log } from './log.ts';

type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * Says that the server is ready, and where: for a person in development, for a log elsewhere.
 *
 * @param interfaces of this machine's network
 */
export function printReady(
  config: Config,
  port: number,
  log: Log,
  interfaces: Interfaces = networkInterfaces(),
): void {
  const scheme = config.tls === undefined ? 'http' : 'https';
  const isEverywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = config.host === undefined || isEverywhere ? 'localhost' : config.host;
  const url = `${scheme}://${inUrl(host)}:${port}`;
  if (config.environment === 'production') {
    log.info({ url, api: `${url}${API_BASE}`, sockets: `${url}/chat` }, 'ready');
    return;
  }
  const lines = [
    '',
    '  Jiggy Care Chat is ready',
    '',
    `  Open      ${url}`,
    ...(isEverywhere ? networkLines(scheme, port, interfaces) : []),
    `  REST      ${url}${API_BASE}`,
    `  Sockets   ${url}/chat`,
    `  API docs  ${url}${API_BASE}/api-docs`,
    `  Events    ${url}${API_BASE}/api-docs/events`,
    ...(config.mail === undefined ? [`  Mails     ${url}/dev/mail`] : []),
    ...(config.demo ? demoLines(scheme, port) : []),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Where others in the network find it. */
function networkLines(scheme: string, port: number, interfaces: Interfaces): string[] {
  const addresses = Object.values(interfaces)
    .flatMap((all) => all ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => `  Network   ${scheme}://${address}:${port}`);
  if (scheme === 'https' || addresses.length === 0) return addresses;
  return [
    ...addresses,
    '            (browsers give cameras and microphones there over https only: npm run dev:https)',
  ];
}

function inUrl(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** Cookies ignore windows and ports but not host names, so the two can be open side by side in one browser. */
function demoLines(scheme: string, port: number): string[] {
  return [
    '',
    '  Two demo people, password jiggy-care-demo:',
    `  patient@jiggy.demo      ${scheme}://localhost:${port}/?demo=patient`,
    `  consultant@jiggy.demo   ${scheme}://127.0.0.1:${port}/?demo=consultant`,
  ];
}
