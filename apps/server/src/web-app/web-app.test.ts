import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mountWebApp } from './web-app.ts';

const SOUNDS = fileURLToPath(new URL('../../../../packages/client/sounds', import.meta.url));
const TONES = ['ringback', 'incoming', 'chime'];
const MAX_BYTES = 20_000;
const SCRIPT = 'assets/index-CFB3cM9U.js';
const PLAIN = 'assets/small-B1u6cFy1.js';
const CONTENT = 'const patience = "long";\n'.repeat(100);

let folder: string;
let server: Server;
let url: string;

/** What a build leaves: a page, and what is beside it. */
beforeAll(async () => {
  // below a folder that begins with a dot, as what is installed for one person often is
  folder = mkdtempSync(join(tmpdir(), '.jiggy-web-app-'));
  writeFileSync(join(folder, 'index.html'), '<div id="root"></div>');
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, SCRIPT), CONTENT);
  writeFileSync(join(folder, `${SCRIPT}.br`), brotliCompressSync(CONTENT));
  writeFileSync(join(folder, `${SCRIPT}.gz`), gzipSync(CONTENT));
  writeFileSync(join(folder, PLAIN), CONTENT);
  cpSync(SOUNDS, join(folder, 'sounds'), { recursive: true });
  const app = express();
  mountWebApp(app, folder);
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test('every place in the app is its page', async () => {
  for (const path of ['/', '/c/3f2c8f0e-6d3b-4f0a-9a59-0b6f8a4f7c11']) {
    const response = await fetch(url + path);
    expect([response.status, await response.text()]).toEqual([200, '<div id="root"></div>']);
  }
});

test.each([
  [undefined, 'out'],
  ['refresh_token=r; access_token=', 'out'],
  ['not_access_token=x', 'out'],
  ['theme=dark; access_token=a.b.c', 'in'],
])('the page is told whether the access cookie %s came with its request: %s', async (cookie, told) => {
  const headers: Record<string, string> = cookie === undefined ? {} : { cookie };
  const response = await fetch(url, { headers });
  expect(response.headers.get('server-timing')).toBe(`session;desc=${told}`);
});

describe('a script', () => {
  const ask = async (path: string, encodings: string) => {
    const response = await fetch(`${url}/${path}`, { headers: { 'accept-encoding': encodings } });
    const { headers } = response;
    expect(await response.text()).toBe(CONTENT);
    expect(headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    return { encoding: headers.get('content-encoding'), vary: headers.get('vary') };
  };

  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
  ])('comes compressed as the browser takes it: %s', async (encodings, encoding) => {
    expect(await ask(SCRIPT, encodings)).toEqual({ encoding, vary: 'Accept-Encoding' });
  });

  test('that is too small to be compressed comes as it is', async () => {
    expect((await ask(PLAIN, 'br')).encoding).toBeNull();
  });

  test('has its place alone', async () => {
    expect((await fetch(`${url}/assets/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  test('is not looked for under what is no path: that is left to whoever answers after it', async () => {
    const response = await fetch(`${url}/assets/%zz`);
    expect([response.status, await response.text()]).toEqual([200, '<div id="root"></div>']);
  });
});

describe('the tones of a call', () => {
  const listen = async (tone: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/sounds/${tone}.mp3`, { headers });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  test.each(TONES)('%s is a small MPEG audio file', async (tone) => {
    const { response, bytes } = await listen(tone);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
    // A frame begins with eleven ones; layer III is coded as 01.
    expect(bytes.readUInt16BE(0) & 0xffe6).toBe(0xffe2);
    expect(bytes.length).toBeGreaterThan(4_000);
    expect(bytes.length).toBeLessThan(MAX_BYTES);
  });

  test('are three different ones', async () => {
    const contents = await Promise.all(TONES.map(async (tone) => (await listen(tone)).bytes.toString('hex')));
    expect(new Set(contents).size).toBe(TONES.length);
  });

  test('can be had in parts, as players ask for them', async () => {
    const { response, bytes } = await listen('incoming', { Range: 'bytes=0-99' });
    expect([response.status, bytes.length]).toEqual([206, 100]);
  });

  test('that are not there are not the page of the app', async () => {
    expect((await listen('unknown')).response.status).toBe(404);
  });
});
