import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { buildServer, endEverything, runAdminCommand, startBuilt } from './built-server.ts';
import { ChatLoad, readHistory } from './chat-load.ts';
import { type FaultGround, prepareGround } from './ground.ts';

const grounds: FaultGround[] = [];
const home = mkdtempSync(join(tmpdir(), 'jiggy-drill-'));
beforeAll(() => buildServer());
afterEach(async () => {
  endEverything();
  for (const ground of grounds.splice(0)) await ground.remove();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function prepare(...kind: Parameters<typeof prepareGround>): Promise<FaultGround['env']> {
  const ground = await prepareGround(...kind);
  grounds.push(ground);
  return ground.env;
}

describe.each(['postgres', 'embedded'] as const)('backup and restore of the %s database', (kind) => {
  test('a backup under load holds all that was acknowledged before it, and a restored server goes on from there', async () => {
    const folder = join(home, kind);
    const env = await prepare(kind);
    let server = await startBuilt({ env });
    const pairs = await Promise.all(Array.from({ length: 6 }, () => makePair(server)));
    const load = new ChatLoad(pairs, { urls: [server.url], retries: false });
    await load.progress(300);
    const before = load.attempts.filter(({ outcome }) => outcome === 'ok');
    const backup = await runAdminCommand(env, ['backup', '--to', folder]);
    await load.progress(100);
    await load.stop();
    const refused = load.attempts.filter(({ outcome }) => outcome !== 'ok');
    // The place is lost, with all that was said since.
    server.signal('SIGKILL');
    await server.ended;

    const emptyEnv = await prepare(kind, { empty: true });
    const restoring = await runAdminCommand(emptyEnv, ['restore', '--from', folder]);
    const { printed } = await runAdminCommand(emptyEnv, ['verify']);
    expect(printed).toContain('No message is missing');
    server = await startBuilt({ env: emptyEnv });
    const histories = await Promise.all(pairs.map((pair) => readHistory(server.api, pair)));
    for (const stored of histories)
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    const restored = new Map(histories.flat().map((message) => [message.clientMessageId, message]));
    const lost = before.filter(({ clientMessageId }) => !restored.has(clientMessageId));
    expect(lost).toEqual([]);
    for (const { clientMessageId, message } of before)
      expect(restored.get(clientMessageId)).toMatchObject({ content: message?.content, seq: message?.seq });
    expect(printed).toMatch(new RegExp(`^messages +${restored.size}$`, 'm'));
    await expectGoesOn(server, pairs[0] as Pair, histories[0]?.length ?? 0);
    if (kind === 'postgres') await expectMissingIsFound(emptyEnv);

    process.stdout.write(
      `  drill, ${kind}: backed up in ${seconds(backup.tookMs)} s and restored in ${seconds(restoring.tookMs)} s, start of the ` +
        `programs included; ${load.acknowledged} acknowledged, ${before.length} of them before the backup, of which ` +
        `${lost.length} lost; ${load.acknowledged - restored.size} said after it are gone; ${refused.length} refused meanwhile\n`,
    );
  });

  test('a place that is not empty, a folder that is there and one that is no backup are refused', async () => {
    const env = await prepare(kind);
    const server = await startBuilt({ env });
    const folder = join(home, `refused-${kind}`);
    await runAdminCommand(env, ['backup', '--to', folder]);
    await expect(runAdminCommand(env, ['backup', '--to', folder])).rejects.toThrow(/is there already/);
    server.signal('SIGTERM');
    await server.ended;
    await expect(runAdminCommand(env, ['restore', '--from', folder])).rejects.toThrow(
      kind === 'postgres' ? /is not empty/ : /there is a database in/,
    );
    await expect(runAdminCommand(env, ['restore', '--from', home])).rejects.toThrow(/is no backup/);
    const other = await prepare(kind === 'postgres' ? 'embedded' : 'postgres', { empty: true });
    await expect(runAdminCommand(other, ['restore', '--from', folder])).rejects.toThrow(
      new RegExp(`is a backup of the ${kind} database`),
    );
  });
});

test('the embedded database is backed up as well while no server runs', async () => {
  const env = await prepare('embedded');
  const server = await startBuilt({ env });
  const pair = await makePair(server);
  await expectGoesOn(server, pair, 0);
  server.signal('SIGTERM');
  await server.ended;
  const folder = join(home, 'at-rest');
  await runAdminCommand(env, ['backup', '--to', folder]);
  const emptyEnv = await prepare('embedded', { empty: true });
  await runAdminCommand(emptyEnv, ['restore', '--from', folder]);
  expect((await runAdminCommand(emptyEnv, ['verify'])).printed).toMatch(/^messages +1$/m);
});

async function expectMissingIsFound(env: FaultGround['env']): Promise<void> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  await client.query('delete from messages where seq = 2');
  await client.end();
  await expect(runAdminCommand(env, ['verify'])).rejects.toThrow(/Messages are missing in 6 conversations/);
}

/** The next message gets the next number, by the token of before. */
async function expectGoesOn(server: { readonly url: string }, pair: Pair, stored: number): Promise<void> {
  const { patient, conversation } = pair;
  const sockets = new Sockets(server);
  const socket = await sockets.inside(patient, conversation.id);
  const answer = await socket.ask('send_message', {
    ...{ conversationId: conversation.id, senderType: 'patient', content: 'after' },
    clientMessageId: randomUUID(),
  });
  expect(answer).toMatchObject({ event: 'message_sent', data: { message: { seq: stored + 1 } } });
  sockets.closeAll();
}

const seconds = (ms: number) => (ms / 1_000).toFixed(1);
