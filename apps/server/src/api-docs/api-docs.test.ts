import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountApiDocs } from './api-docs.ts';

let server: Server;
let origin: string;

beforeAll(async () => {
  const app = express();
  mountApiDocs(app, { version: '1.2.3' });
  app.use((_request, response) => {
    response.status(404).json({ from: 'what comes after' });
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

const get = (path: string, init?: RequestInit) => fetch(`${origin}${path}`, init);

/** Every address that a page loads or links to on this server. */
async function addressesOn(path: string): Promise<string[]> {
  const page = await (await get(path)).text();
  return [...page.matchAll(/(?:href|src)="([^"#]+)"/g)].map(
    ([, url]) => new URL(url ?? '', origin + path).pathname,
  );
}

describe('the API documents', () => {
  it.each([
    ['/api/v1/api-docs', 'text/html'],
    ['/api/v1/api-docs/', 'text/html'],
    ['/api/v1/api-docs/events', 'text/html'],
    ['/api/v1/api-docs/events/', 'text/html'],
    ['/api/v1/api-docs/playground', 'text/html'],
    ['/api/v1/api-docs-json', 'application/json'],
    ['/api/v1/api-docs/events-json', 'application/json'],
    ['/api/v1/api-docs/assets/swagger-ui.css', 'text/css'],
    ['/api/v1/api-docs/assets/swagger-ui-bundle.js', 'text/javascript'],
    ['/api/v1/api-docs/assets/playground.js', 'text/javascript'],
    ['/api/v1/api-docs/assets/socket.io.js', 'text/javascript'],
  ])('%s answers GET and HEAD', async (path, type) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const head = await get(path, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String((await response.arrayBuffer()).byteLength));
  });

  it('state the version of the server', async () => {
    expect(await (await get('/api/v1/api-docs-json')).json()).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
    });
    expect(await (await get('/api/v1/api-docs/events-json')).json()).toMatchObject({
      asyncapi: '3.0.0',
      info: { version: '1.2.3' },
    });
  });

  it.each([
    '/api/v1/api-docs',
    '/api/v1/api-docs/',
    '/api/v1/api-docs/events',
    '/api/v1/api-docs/playground',
  ])('%s loads and links only what this server has', async (path) => {
    const addresses = await addressesOn(path);
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) expect((await get(address)).status, address).toBe(200);
  });

  it('are pages that a strict content security policy allows', async () => {
    for (const path of ['/api/v1/api-docs', '/api/v1/api-docs/events', '/api/v1/api-docs/playground']) {
      const response = await get(path);
      const policy = response.headers.get('content-security-policy');
      expect(policy).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
      expect(policy).not.toContain('unsafe');
      expect(await response.text()).not.toMatch(/<script>|<script [^>]*>[^<]|<style| style=| on\w+="/i);
    }
    const events = await get('/api/v1/api-docs/events');
    expect(events.headers.get('content-security-policy')).not.toContain('script-src');
  });

  it('name the address by which they were asked for, each asker its own', async () => {
    const { port } = new URL(origin);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const at = `http://${host}/api/v1/api-docs/events`;
      expect(await (await fetch(`${at}-json`)).json()).toMatchObject({
        servers: { here: { host, protocol: 'ws', pathname: '/socket.io' } },
      });
      expect(await (await fetch(at)).text()).toContain(`http://${host}/chat`);
    }
  });

  it('link the pages with each other', async () => {
    expect(await addressesOn('/api/v1/api-docs')).toContain('/api/v1/api-docs/events');
    expect(await addressesOn('/api/v1/api-docs/events')).toContain('/api/v1/api-docs');
    expect(await addressesOn('/api/v1/api-docs/events')).toContain('/api/v1/api-docs/playground');
    expect(await addressesOn('/api/v1/api-docs/playground')).toContain('/api/v1/api-docs/events');
  });

  it('send nothing to a validator on the internet', async () => {
    const starter = await (await get('/api/v1/api-docs/assets/swagger-starter.js')).text();
    expect(starter).toContain('validatorUrl: null');
    expect(starter).toContain('url: "/api/v1/api-docs-json"');
    expect(starter).not.toMatch(/https?:/);
  });

  it('are not sent again to a browser that has them', async () => {
    for (const path of ['/api/v1/api-docs-json', '/api/v1/api-docs/assets/swagger-ui-bundle.js']) {
      const etag = (await get(path)).headers.get('etag') ?? '';
      expect(etag).not.toBe('');
      const again = await get(path, { headers: { 'If-None-Match': etag, 'Cache-Control': 'no-transform' } });
      expect(again.status).toBe(304);
    }
  });

  it('leave everything else to what comes after', async () => {
    const others = [
      get('/api/v1/api-docs', { method: 'POST' }),
      get('/api/v1/api-docs/assets/swagger-ui.css', { method: 'POST' }),
      get('/api/v1/api-docs/assets/index.html'),
      get('/api/v1/api-docs/assets/package.json'),
      get('/api/v1/api-docs/assets/'),
      get('/api/v1/api-docs/assets/..%2fpackage.json'),
      get('/api/v1/api-docs/nothing'),
    ];
    for (const response of await Promise.all(others))
      expect(await response.json()).toEqual({ from: 'what comes after' });
  });
});
