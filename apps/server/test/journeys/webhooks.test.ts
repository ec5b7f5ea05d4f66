import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WEBHOOK_EVENTS, type WebhookEventType, webhookBody } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readCommand, worksOnDatabase } from '../../src/admin/command.ts';
import { runCommand } from '../../src/admin/run-command.ts';
import { Config } from '../../src/config/config.ts';
import { findFreePort } from '../support/free-port.ts';
import { makePair, openConversation, signUp } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { isSignedWith, WebhookReceiver } from '../support/webhook-receiver.ts';

const SECRET = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`;
const CANARY = 'CANARY7f3a it hurts when I laugh';
const root = fileURLToPath(new URL('../../../../', import.meta.url));

let receiver: WebhookReceiver;
let server: TestServer;
let sockets: Sockets;

beforeAll(async () => {
  receiver = await WebhookReceiver.open();
  server = await startTestServer({ WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: SECRET, LOG_LEVEL: 'debug' });
  sockets = new Sockets(server);
});
afterEach(() => sockets.closeAll());
afterAll(async () => {
  await server.close();
  await receiver.close();
});

async function admin(...words: string[]): Promise<string[]> {
  const printed: string[] = [];
  const terminal = {
    canAsk: false,
    print: (line: string) => void printed.push(line),
    complain: (line: string) => void printed.push(line),
    askSecret: async () => '',
  };
  const command = readCommand(words);
  if (!worksOnDatabase(command)) throw new Error(`${command.name} takes no open database`);
  const { webhooks } = server.app.get(Config);
  await runCommand(command, server.database, terminal, Date.now(), { webhooks });
  return printed;
}

const ofType = (type: WebhookEventType) => receiver.taken.filter(({ body }) => body.type === type);

describe('another system of the operator', () => {
  test('hears of all that happens between two people, in order, by ids, and of accounts', async () => {
    const [patient, consultant] = [await signUp(server, 'patient'), await signUp(server, 'consultant')];
    const { body: booking } = await patient.ask('POST', '/bookings', {
      consultantId: consultant.id,
      scheduledAt: '2090-03-01T10:00:00Z',
      reason: CANARY,
    });
    const conversation = await openConversation(patient, consultant, booking);
    const atPatient = await sockets.inside(patient, conversation.id);
    const atConsultant = await sockets.inside(consultant, conversation.id);
    const { data: sent } = await atPatient.ask('send_message', {
      conversationId: conversation.id,
      content: CANARY,
      senderType: 'patient',
    });
    await atConsultant.ask('mark_read', { conversationId: conversation.id, messageIds: [sent.message.id] });
    atPatient.emit('call:initiate', {
      toUserId: consultant.id,
      conversationId: conversation.id,
      callType: 'audio',
    });
    await atConsultant.next('call:incoming');
    atConsultant.emit('call:accept', { toUserId: patient.id });
    await atPatient.next('call:accepted');
    atPatient.emit('call:end', { toUserId: consultant.id });
    await atConsultant.next('call:ended');
    await patient.ask('PATCH', `/bookings/${booking.id}`, { scheduledAt: '2090-03-02T10:00:00Z' });
    await consultant.ask('PATCH', `/bookings/${booking.id}`, { status: 'cancelled' });
    const other = await signUp(server, 'patient');
    await admin('account', 'disable', '--email', other.email);
    await admin('account', 'enable', '--email', other.email);
    await admin('account', 'delete', '--email', other.email, '--yes');
    await signUp(server, 'patient');

    await expect.poll(() => new Set(receiver.types)).toEqual(new Set(Object.keys(WEBHOOK_EVENTS)));
    await expect
      .poll(async () => {
        const waiting = "select from webhook_outbox where state = 'waiting'";
        return (await server.database.pool.query(waiting)).rows.length;
      })
      .toBe(0);
    const ofLane = (id: string) =>
      receiver.taken.filter(({ text }) => text.includes(id)).map(({ body }) => body.type);
    expect(ofLane(conversation.id)).toEqual([
      'conversation.opened',
      'message.created',
      'message.read',
      'call.started',
      'call.answered',
      'call.ended',
    ]);
    const ofBooking = ofLane(booking.id).filter((type) => type.startsWith('booking.'));
    expect(ofBooking).toEqual(['booking.created', 'booking.changed', 'booking.cancelled']);
    expect(ofLane(other.id)).toEqual([
      'account.created',
      'account.closed',
      'account.reopened',
      'account.closed',
      'account.deleted',
    ]);
    expect(ofType('call.ended')[0]?.body.data).toMatchObject({ status: 'ended', callerId: patient.id });
    for (const post of receiver.posts) {
      expect(webhookBody(post.body.type).parse(post.body)).toEqual(post.body);
      expect(isSignedWith(SECRET, post)).toBe(true);
    }
    const { rows } = await server.database.pool.query('select * from webhook_outbox');
    const told = JSON.stringify([rows, receiver.posts.map(({ text }) => text), server.logged]);
    expect(told).not.toContain('CANARY7f3a');
    expect(told).not.toContain('2090-03-0');
  });

  test('that gave no answer gets it again when the operator says so', async () => {
    receiver.answer = () => 410;
    const { patient, conversation } = await makePair(server);
    await expect.poll(async () => (await admin('webhooks')).length).toBe(4);
    const lines = await admin('webhooks');
    expect(lines.find((line) => line.includes('conversation.opened'))).toMatch(
      /^[0-9a-f-]{36} {2}conversation\.opened {2}address 1 {2}since 2.+ {2}until 2.+ {2}status 410, 1 times$/,
    );
    receiver.answer = () => 204;
    const [id] = (lines.find((line) => line.includes('conversation.opened')) ?? '').split(' ') as [string];
    expect(await admin('webhooks', 'retry', '--event', id)).toEqual(['Queued 1 webhook anew.']);
    expect(await admin('webhooks', 'retry')).toEqual(['Queued 3 webhooks anew.']);
    await expect(admin('webhooks', 'retry', '--event', id)).rejects.toThrow('No such webhook was given up.');
    // The next thing that happens has the server look.
    const { consultantId, patientId, bookingId } = conversation;
    const body = { consultantId, patientId, bookingId, content: 'hello', senderType: 'patient' };
    expect((await patient.ask('POST', '/chat/messages', body)).status).toBe(201);
    await expect.poll(() => receiver.taken.map((post) => post.id)).toContain(id);
    await expect.poll(() => admin('webhooks')).toEqual(['No webhook was given up.']);
  });

  test('has no say in the settings of a server without an address: nothing is recorded there', async () => {
    const plain = await startTestServer();
    await makePair(plain);
    const { rows } = await plain.database.pool.query('select from webhook_outbox');
    expect(rows).toEqual([]);
    expect(await (await fetch(`${plain.url}/metrics`)).text()).not.toContain('jiggy_webhook');
    await plain.close();
  });
});

describe('the receiver of the page for integrators', () => {
  const page = readFileSync(join(root, 'docs/integrators.md'), 'utf8');
  const chapter = page.slice(page.indexOf('\n## Webhooks\n'));
  const snippet = /```js\n(.+?)```/s.exec(chapter)?.[1] ?? '';
  let child: ChildProcess | undefined;
  let home: string | undefined;
  afterEach(() => {
    child?.kill('SIGKILL');
    if (home !== undefined) rmSync(home, { recursive: true, force: true });
  });

  test('takes what we send, and refuses what somebody else does', async () => {
    const cache = join(root, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    home = mkdtempSync(join(cache, 'receiver-'));
    writeFileSync(join(home, 'receiver.mjs'), snippet);
    const port = String(await findFreePort());
    child = spawn(process.execPath, [join(home, 'receiver.mjs')], {
      env: { PORT: port, WEBHOOK_SECRET: SECRET },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let heard = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    const url = `http://127.0.0.1:${port}/`;
    const forged = { 'webhook-id': 'x', 'webhook-timestamp': String(Math.floor(Date.now() / 1_000)) };
    const forge = () =>
      fetch(url, { method: 'POST', body: '{}', headers: { ...forged, 'webhook-signature': 'v1,AAAA' } });
    await expect
      .poll(() =>
        forge().then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(401);

    const telling = await startTestServer({ WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET });
    const { conversation } = await makePair(telling);
    await expect.poll(() => heard).toContain(`conversation.opened {"conversationId":"${conversation.id}"`);
    await telling.close();
  });

  test('stands beside a list of all events', () => {
    const rows = chapter.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.map((row) => /^\| `([a-z.]+)`/.exec(row)?.[1]).filter((name) => name?.includes('.'));
    expect(named.sort()).toEqual(Object.keys(WEBHOOK_EVENTS).sort());
  });
});
