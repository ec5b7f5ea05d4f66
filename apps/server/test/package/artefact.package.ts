import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { findFreePort } from '../support/free-port.ts';
import { makePair } from '../support/people.ts';
import { type RealPostgres, startRealPostgres } from '../support/real-postgres.ts';
import { Sockets } from '../support/sockets.ts';
import { type Artefact, type Deployed, deploy, filesBelow, makeArtefact, runAdmin } from './artefact.ts';

/** What the operators' page promises. */
const MOST_BYTES = 32e6;
const MOST_ARCHIVE_BYTES = 10e6;
const MOST_RESIDENT_BYTES = 220e6;
const SECRET = 'only for tests, 0123456789 abcdefghij';

let artefact: Artefact;
let postgres: RealPostgres;
beforeAll(async () => {
  artefact = makeArtefact();
  postgres = await startRealPostgres();
});
afterAll(async () => {
  await postgres?.stop();
  artefact?.remove();
});

const read = (file: string): string => readFileSync(join(artefact.folder, file), 'utf8');
const bytesOf = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + readFileSync(join(artefact.folder, file)).length, 0);

describe('what is deployed', () => {
  test('is small: no compiler, no browser, no Node, no sources, no maps', () => {
    const files = filesBelow(artefact.folder);
    expect(bytesOf(files)).toBeLessThan(MOST_BYTES);
    expect(artefact.archiveBytes).toBeLessThan(MOST_ARCHIVE_BYTES);
    const carried = readdirSync(join(artefact.folder, 'node_modules/@node-rs'));
    expect(carried).toEqual(['argon2', expect.stringMatching(/^argon2-/)]);
    expect(readdirSync(join(artefact.folder, 'node_modules')).sort()).toEqual([
      '@electric-sql',
      '@node-rs',
      'swagger-ui-dist',
    ]);
    expect(files.filter((file) => /\.(ts|tsx|map)$/.test(file))).toEqual([]);
  });

  test('names everything of others that is in it, with version and licence, for people and for machines', () => {
    const bill = JSON.parse(read('sbom.cdx.json'));
    const notices = read('THIRD-PARTY-NOTICES.txt');
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'jiggy-care-chat' } },
    });
    for (const { name, version, licenses } of bill.components) {
      expect([name, licenses?.length]).toEqual([name, 1]);
      expect(notices).toContain(`\n${name} ${version}\n`);
    }
    const names = bill.components.map(({ name }: { name: string }) => name);
    const carried = filesBelow(join(artefact.folder, 'node_modules')).filter((file) =>
      file.endsWith('/package.json'),
    );
    const bundled = [
      'pg',
      'zod',
      'socket.io',
      '@nestjs/core',
      'react',
      'tailwindcss',
      '@fontsource-variable/inter',
    ];
    expect(names).toEqual(
      expect.arrayContaining([...carried.map((file) => file.replace('/package.json', '')), ...bundled]),
    );
    expect(names).not.toEqual(expect.arrayContaining(['vitest']));
  });
});

describe('as process 1 of another user, where nothing can be written, below a hidden folder', () => {
  let server: Deployed;
  let env: Record<string, string>;
  beforeAll(async () => {
    env = {
      PORT: String(await findFreePort()),
      DATABASE_URL: postgres.url,
      JWT_SECRET: SECRET,
      CONSULTANT_SIGNUP: 'open',
    };
    server = await deploy(artefact.folder, env);
  });

  test('it is the only process, and takes little memory', () => {
    process.stdout.write(
      `  ready after ${Math.round(server.startedInMs)} ms, resident ${Math.round(server.residentBytes() / 1e6)} MB\n`,
    );
    expect(server.processes()).toEqual(['1']);
    expect(server.residentBytes()).toBeLessThan(MOST_RESIDENT_BYTES);
  });

  test('it serves the app, compressed, and the documents', async () => {
    const page = await (await fetch(server.url)).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
    const reply = await fetch(`${server.url}${script}`, { headers: { 'Accept-Encoding': 'br' } });
    expect([reply.status, reply.headers.get('content-encoding')]).toEqual([200, 'br']);
    for (const path of ['/api-docs', '/api-docs/events', '/api-docs/assets/swagger-ui-bundle.js']) {
      expect((await fetch(`${server.api}${path}`)).status).toBe(200);
    }
  });

  test('people sign up, book, and write to each other', async () => {
    const { patient, consultant, conversation } = await makePair(server);
    const sockets = new Sockets(server);
    const [sender, reader] = [
      await sockets.inside(patient, conversation.id),
      await sockets.inside(consultant, conversation.id),
    ];
    await sender.ask('send_message', {
      conversationId: conversation.id,
      content: 'Good morning',
      senderType: 'patient',
    });
    expect(await reader.next('new_message')).toMatchObject({ message: { content: 'Good morning' } });
    sockets.closeAll();
  });

  test('its operator makes a consultant, who signs in', async () => {
    const words = [
      'consultant',
      'create',
      '--email',
      'ada@example.org',
      '--name',
      'Ada',
      '--generate-password',
    ];
    const { output, code } = await runAdmin(artefact.folder, words, env);
    expect([code, output]).toEqual([0, expect.stringContaining('Made the consultant Ada')]);
    const password = output.trim().split('\n').at(-1);
    const reply = await ask(server.api, 'POST', '/auth/login', {
      body: { email: 'ada@example.org', password },
    });
    expect(reply.status).toBe(200);
  });

  test('SIGTERM ends it in good order', async () => {
    expect(await server.stop()).toBe(0);
    expect(server.output()).toContain('"msg":"stopped"');
  });
});

test('with the embedded database it writes where DATA_DIR is, and nowhere else', async () => {
  const writable = mkdtempSync(join(tmpdir(), 'jiggy-data-'));
  chownSync(writable, 65_534, 65_534);
  const server = await deploy(artefact.folder, {
    PORT: String(await findFreePort()),
    ALLOW_EMBEDDED_DATABASE: 'true',
    DATA_DIR: join(writable, 'data'),
    WRITABLE: writable,
    JWT_SECRET: SECRET,
  });
  process.stdout.write(`  embedded: resident ${Math.round(server.residentBytes() / 1e6)} MB\n`);
  expect(readdirSync(join(writable, 'data'))).toContain('database');
  expect(await server.stop()).toBe(0);
  rmSync(writable, { recursive: true });
});
