import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAdmin } from '../../src/admin/admin.ts';
import type { Terminal } from '../../src/admin/terminal.ts';
import { signUp } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import {
  createDatabase,
  type OwnDatabase,
  startTestServer,
  type TestServer,
} from '../support/test-server.ts';

/* The command line on the database of a server that runs: PostgreSQL serves both. */

let database: OwnDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createDatabase();
  server = await startTestServer({}, database);
});
afterAll(async () => {
  await server.close();
  await database.remove();
});

async function admin(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const terminal: Terminal = {
    canAsk: false,
    print: (line) => void lines.push(line),
    complain: (line) => void lines.push(line),
    askSecret: async () => '',
  };
  expect(await runAdmin(words, terminal, { NODE_ENV: 'test', ...database.env })).toBe(0);
  return lines.join('\n');
}

test.each([
  ['disable', ['account', 'disable']],
  ['delete', ['account', 'delete', '--yes']],
])('account %s ends what the person has open on the server that runs', async (_, words) => {
  const sockets = new Sockets(server);
  const person = await signUp(server, 'patient');
  const client = await sockets.as(person);
  await admin(...words, '--email', person.email);
  await client.next('disconnect');
  // What a moment ago was true, a node believes for a second.
  await expect.poll(async () => (await person.ask('GET', '/auth/me')).status).toBe(401);
  sockets.closeAll();
});
