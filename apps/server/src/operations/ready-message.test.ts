import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadConfig } from '../config/config.ts';
import type { Log } from './log.ts';
import { printReady } from './ready-message.ts';

const logged: object[] = [];
const log = { info: (facts: object) => void logged.push(facts) } as Partial<Log> as Log;
let printed: string;

beforeEach(() => {
  printed = '';
  logged.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((words) => {
    printed += words;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const address = { netmask: '255.255.255.0', mac: '00:00:00:00:00:00', cidr: null, family: 'IPv4' } as const;
const interfaces = {
  lo: [{ ...address, internal: true, address: '127.0.0.1' }],
  eth0: [{ ...address, internal: false, address: '192.0.2.7' }],
};
const ready = (env: Record<string, string>) => printReady(loadConfig(env), 3000, log, interfaces);

test('a server that listens everywhere says where others in the network find it, and what they lack there', () => {
  ready({ HOST: '0.0.0.0' });
  expect(printed).toContain('  Open      http://localhost:3000\n');
  expect(printed).toContain('  Network   http://192.0.2.7:3000\n');
  expect(printed).not.toContain('Network   http://127.0.0.1');
  expect(printed).toContain('npm run dev:https');
});

test.each([
  [{}, 'http://localhost:3000'],
  [{ HOST: '127.0.0.1' }, 'http://127.0.0.1:3000'],
  [{ HOST: '::1' }, 'http://[::1]:3000'],
])('one that does not, %j, names only its own address, and the two demo people', (env, url) => {
  ready(env);
  expect(printed).toContain(`  Open      ${url}\n`);
  expect(printed).not.toContain('Network');
  expect(printed).toContain('http://localhost:3000/?demo=patient\n');
  expect(printed).toContain('http://127.0.0.1:3000/?demo=consultant\n');
});

test('in production it is a line of the log', () => {
  ready({
    NODE_ENV: 'production',
    JWT_SECRET: 'a secret of the test suite, 0123456789',
    ALLOW_EMBEDDED_DATABASE: 'true',
  });
  const url = 'http://localhost:3000';
  expect(logged).toEqual([{ url, api: `${url}/api/v1`, sockets: `${url}/chat` }]);
  expect(printed).toBe('');
});
