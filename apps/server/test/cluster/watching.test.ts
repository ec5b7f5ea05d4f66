import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { ANSWER, OFFER } from '../support/call-stage.ts';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { type RealRedis, startRealRedis } from './real-redis.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const alerts = read('deploy/watching/alerts.yaml');
const alertNames = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name]) => name as string);

/** Names that an expression asks for, without what a histogram adds to its own. */
const metricsIn = (text: string) =>
  new Set([...text.matchAll(/\bjiggy_\w+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')));

/** Of a dashboard, what is looked at here. */
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number };
}

let nodes: TwoNodes;
let redis: RealRedis;
let pair: Pair;
let sockets: Sockets;
beforeAll(async () => {
  redis = await startRealRedis();
  nodes = await startTwoNodes({
    REDIS_URL: redis.url,
    WEBHOOK_URL: 'http://127.0.0.1:9/nobody',
    WEBHOOK_SECRET: `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`,
    WEBHOOK_EVENTS: 'booking.cancelled',
  });
  pair = await makePair(nodes.first);
  sockets = new Sockets(nodes.first);
});
afterAll(async () => {
  await nodes.close();
  await redis.stop();
});

const metrics = async () => (await ask(nodes.first.url, 'GET', '/metrics')).text;
async function figure(sample: string): Promise<number> {
  const line = (await metrics()).split('\n').find((each) => each.startsWith(`${sample} `));
  return Number(line?.slice(sample.length));
}

describe('what is drawn and what rings', () => {
  test.each(['deploy/watching/dashboard.json', 'deploy/watching/alerts.yaml'])(
    'every figure of %s is one that the server tells',
    async (file) => {
      const told = new Set([...(await metrics()).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
      const asked = [...metricsIn(read(file))];
      expect(asked.length).toBeGreaterThan(10);
      expect(asked.filter((name) => !told.has(name))).toEqual([]);
    },
  );

  test('every panel says what it shows, in which unit, and where on the page it stands', () => {
    const { panels } = JSON.parse(read('deploy/watching/dashboard.json')) as { panels: Panel[] };
    const drawn = panels.filter(({ type }) => type !== 'row');
    expect(drawn.length).toBeGreaterThan(10);
    for (const panel of drawn) {
      expect(panel, panel.title).toMatchObject({
        title: expect.stringMatching(/./),
        description: expect.stringMatching(/\.$/),
        fieldConfig: { defaults: { unit: expect.stringMatching(/./) } },
        targets: expect.arrayContaining([
          expect.objectContaining({ expr: expect.stringMatching(/jiggy|up/) }),
        ]),
      });
    }
    const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(panels.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  test('each code, status, task and route that an alert names is one of ours', async () => {
    for (const sample of [
      'jiggy_messages_total{outcome="unavailable"}',
      'jiggy_http_refusals_total{code="internal"}',
      'jiggy_socket_refusals_total{code="internal"}',
      'jiggy_handshakes_refused_total{code="token_expired"}',
      'jiggy_disconnects_total{reason="ping timeout"}',
      'jiggy_disconnects_total{reason="transport error"}',
      'jiggy_calls_total{status="missed"}',
      'jiggy_calls_total{status="failed"}',
      'jiggy_push_sent_total{outcome="refused"}',
      'jiggy_push_sent_total{outcome="later"}',
      'jiggy_push_sent_total{outcome="gone"}',
      'jiggy_webhook_posts_total{outcome="given_up"}',
      'jiggy_task_age_seconds{task="calls"}',
      'jiggy_task_age_seconds{task="sessions"}',
      'jiggy_task_age_seconds{task="clock"}',
    ]) {
      await expect.poll(() => figure(sample), { message: sample }).toBeGreaterThanOrEqual(0);
    }
    await ask(nodes.first.api, 'POST', '/auth/login', { body: { email: 'no@example.org', password: 'x' } });
    expect(await metrics()).toMatch(
      /jiggy_http_request_seconds_count\{route="POST \/api\/v1\/auth\/login",status="401"\} 1/,
    );
  });

  test('each alert has its section in what to do when it rings, and is tested', () => {
    const page = read('docs/when-it-rings.md');
    const sections = [...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(alertNames);
    const tested = read('deploy/watching/alerts.test.yaml');
    expect(alertNames.filter((name) => !tested.includes(`alertname: ${name}\n`))).toEqual([]);
  });
});

describe('an operator sees', () => {
  afterEach(() => sockets.closeAll());

  test('what became of messages, and that none waits', async () => {
    const { patient, conversation } = pair;
    const socket = await sockets.inside(patient, conversation.id);
    const message = { conversationId: conversation.id, content: 'hello', senderType: 'patient' };
    const sent = { ...message, clientMessageId: randomUUID() };
    await socket.ask('send_message', sent);
    await socket.ask('send_message', sent);
    expect(await figure('jiggy_messages_total{outcome="stored"}')).toBe(1);
    expect(await figure('jiggy_messages_total{outcome="known"}')).toBe(1);
    expect(await figure('jiggy_messages_waiting')).toBe(0);
    expect(await figure('jiggy_message_waiting_seconds')).toBe(0);
  });

  test('who was not let in, and why: a bad token, a foreign page', async () => {
    await sockets.start({ auth: { token: 'not a token' } }).next('connect_error');
    const page = { Origin: 'https://elsewhere.example.org' };
    await ask(nodes.first.url, 'GET', '/socket.io/?EIO=4&transport=polling', { headers: page });
    expect(await figure('jiggy_handshakes_refused_total{code="unauthorized"}')).toBe(1);
    expect(await figure('jiggy_handshakes_refused_total{code="cross_site"}')).toBe(1);
  });

  test('what was refused, over sockets and over HTTP, and why sockets have gone', async () => {
    const socket = await sockets.as(pair.patient);
    const before = await figure('jiggy_http_refusals_total{code="not_found"}');
    await socket.ask('send_message', { conversationId: 42 });
    await ask(nodes.first.api, 'GET', '/nowhere');
    expect(await figure('jiggy_socket_refusals_total{code="validation_failed"}')).toBe(1);
    expect(await figure('jiggy_http_refusals_total{code="not_found"}')).toBe(before + 1);
    const gone = 'jiggy_disconnects_total{reason="client namespace disconnect"}';
    const left = (await figure(gone)) || 0;
    socket.close();
    await expect.poll(() => figure(gone)).toBe(left + 1);
  });

  test('a ring that found nobody, and a call that was accepted and never came to sound and picture', async () => {
    const { patient, consultant, conversation } = pair;
    const caller = await sockets.inside(patient, conversation.id);
    const call = { toUserId: consultant.id, conversationId: conversation.id, callType: 'audio' };
    await caller.ask('call:initiate', call);
    expect(await figure('jiggy_calls_total{status="missed"}')).toBe(1);
    expect(await figure('jiggy_socket_refusals_total{code="callee_offline"}')).toBe(1);
    const callee = await sockets.inside(consultant, conversation.id);
    await caller.ask('call:initiate', call);
    await callee.next('call:incoming');
    await callee.ask('call:accept', { toUserId: patient.id });
    await caller.ask('call:end', { toUserId: consultant.id });
    expect(await figure('jiggy_calls_total{status="ended"}')).toBe(1);
    expect(await figure('jiggy_calls_without_media_total')).toBe(1);
  });

  test('a call whose devices found no way to each other, as one of them says, and none that went well', async () => {
    const { patient, consultant, conversation } = await makePair(nodes.first);
    const caller = await sockets.inside(patient, conversation.id);
    const callee = await sockets.inside(consultant, conversation.id);
    const before = await figure('jiggy_calls_without_media_total');
    for (const neverConnected of [true, false]) {
      const call = { toUserId: consultant.id, conversationId: conversation.id, callType: 'audio' };
      await caller.ask('call:initiate', call);
      await callee.next('call:incoming');
      await callee.ask('call:accept', { toUserId: patient.id });
      await caller.ask('webrtc:offer', { toUserId: consultant.id, offer: OFFER });
      await callee.ask('webrtc:answer', { toUserId: patient.id, answer: ANSWER });
      const end = { toUserId: consultant.id, neverConnected };
      await Promise.all([
        caller.ask('call:end', end),
        callee.ask('call:end', { ...end, toUserId: patient.id }),
      ]);
      expect(await figure('jiggy_calls_without_media_total')).toBe(before + 1);
    }
  });

  test('what the server stands on: connections to the database, the way over Redis, the jobs', async () => {
    expect(await figure('jiggy_database_connections{state="idle"}')).toBeGreaterThan(0);
    expect(await figure('jiggy_database_waiting')).toBe(0);
    expect(await figure('jiggy_nodes_hear_each_other')).toBe(1);
    const lag = await figure('jiggy_redis_lag_seconds');
    expect(lag).toBeGreaterThan(0);
    redis.freeze();
    await expect.poll(() => figure('jiggy_redis_lag_seconds')).toBeGreaterThan(1);
    redis.thaw();
    await expect.poll(() => figure('jiggy_redis_lag_seconds')).toBeLessThan(1);
    expect(await figure('jiggy_task_age_seconds{task="calls"}')).toBeLessThan(60);
  });
});
