import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT_EVENTS, type ClientEventName, ROUTES, type Route } from '@jiggy-care/protocol';
import fc from 'fast-check';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type BuiltServer, buildServer, endEverything, startBuilt } from '../faults/built-server.ts';
import { type FaultGround, prepareGround } from '../faults/ground.ts';
import { SERVER_KEY } from '../support/operator.ts';
import { makePair, type Pair } from '../support/people.ts';
import { CANARY, likeSchema, spoilt } from './bad-values.ts';
import { type Case, keep, readCorpus, textOf } from './corpus.ts';

const EVENTS = Number(process.env.EVENTS ?? 10_000);
const REQUESTS = Number(process.env.REQUESTS ?? 1_000);
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const LANES = 20;
/** Of what is in use after a collection. RSS is only shown: V8 keeps the pages that a burst has filled for a while. */
const MAX_GROWTH = 30 * 2 ** 20;
/** Words of a stack, of a driver, or of what lies below. */
const INNARDS =
  /\bat .+:\d+:\d+|node:internal|node_modules|\.ts:\d|\.js:\d|syntax error at|duplicate key|violates|invalid input syntax|SQLSTATE|ECONN|ZodError|TypeError|RangeError|ReferenceError|Cannot read/;

let ground: FaultGround;
let server: BuiltServer;
let pair: Pair;
let database: pg.Client;
let rowsBefore: unknown;
let names: Record<string, string>;
const faults: string[] = [];
/** How often each code came, to see that the cases reach what they should. */
const answers: Record<string, number> = {};

beforeAll(async () => {
  process.stdout.write(`  seed ${SEED} (SEED=${SEED} npm run test:fuzz repeats it)\n`);
  await buildServer();
  ground = await prepareGround('postgres');
  server = await startBuilt({
    env: { ...ground.env, LOG_LEVEL: 'trace', SERVER_KEYS: SERVER_KEY },
    nodeFlags: ['--expose-gc', `--import=${new URL('./collect-garbage.mjs', import.meta.url)}`],
  });
  pair = await makePair(server);
  database = new pg.Client({ connectionString: ground.env.DATABASE_URL as string });
  await database.connect();
  names = { conversation: pair.conversation.id, patient: pair.patient.id, consultant: pair.consultant.id };
  await untilNothingIsDue();
  rowsBefore = await readRows();
});
beforeEach(() => {
  faults.length = 0;
  for (const kind of Object.keys(answers)) delete answers[kind];
});
afterAll(async () => {
  endEverything();
  await database?.end();
  await ground?.remove();
});

/** What was made before the first bad input is told by mails first. */
async function untilNothingIsDue(): Promise<void> {
  const due = "select from jobs where state = 'waiting' and (is_running or run_at <= now() + interval '1 s')";
  while ((await database.query(due)).rowCount !== 0) await sleep(50);
}

/** Everything that is stored, save when someone was last seen, and the next sweep: neither comes of bad input. */
async function readRows(): Promise<Record<string, unknown>> {
  const { rows: tables } = await database.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  const all: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await database.query(
      `select count(*)::int as rows, md5(string_agg((to_jsonb(t) - 'last_seen_at' - 'last_used_at' - 'expires_at')::text, '' order by t::text)) as sum
      from ${name} t ${name === 'jobs' ? "where kind not like 'sweep %'" : ''}`,
    );
    all[name] = rows[0];
  }
  return all;
}

interface Memory {
  readonly pid: number;
  readonly rss: number;
  readonly inUse: number;
}

async function measureMemory(): Promise<Memory> {
  const before = server.output().split('MEMORY ').length;
  server.signal('SIGUSR2');
  for (let tries = 0; tries < 500; tries += 1) {
    const parts = server.output().split('MEMORY ');
    if (parts.length > before) return JSON.parse((parts.at(-1) as string).split('\n')[0] as string) as Memory;
    await sleep(10);
  }
  throw new Error(`the server does not say what memory it uses: ${server.output().slice(-2_000)}`);
}

/** What is wrong with an answer to a bad event or request, or nothing. */
function faultOf(answer: string): string | undefined {
  if (answer.includes(CANARY)) return 'echoes the input';
  if (INNARDS.test(answer)) return 'tells of the innards';
  return undefined;
}

function blame(found: Case, fault: string): void {
  faults.push(`${keep(found)}: ${fault}`);
}

async function connect(): Promise<Socket> {
  const socket = io(`${server.url}/chat`, {
    forceNew: true,
    transports: ['websocket'],
    reconnectionDelay: 20,
    auth: { token: pair.patient.token },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  await socket.timeout(10_000).emitWithAck('join_conversation', {
    conversationId: pair.conversation.id,
    userId: pair.patient.id,
    userType: 'patient',
  });
  return socket;
}

/** Emits a bad event and judges the answer; a connection that is closed for it comes back by itself. */
async function tryEvent(
  socket: Socket,
  event: string,
  input: readonly unknown[],
): Promise<string | undefined> {
  if (!socket.connected) await new Promise<void>((resolve) => socket.once('connect', resolve));
  const closed = new Promise<'closed'>((resolve) => socket.once('disconnect', () => resolve('closed')));
  const answered = socket
    .timeout(10_000)
    .emitWithAck(event, ...input)
    .catch(() => 'none' as const);
  const answer = await Promise.race([answered, closed]);
  const kind = typeof answer === 'string' ? answer : (answer.data.code ?? answer.event);
  answers[kind] = (answers[kind] ?? 0) + 1;
  if (answer === 'closed') return undefined;
  if (answer === 'none') return 'is not answered';
  if (answer.event !== 'error') return `is answered with ${answer.event}`;
  if (typeof answer.data.message !== 'string' || answer.data.code === 'internal')
    return 'is a failure of ours';
  return faultOf(JSON.stringify(answer));
}

const eventNames = Object.keys(CLIENT_EVENTS) as ClientEventName[];

/** Bad in shape, or good in shape and about nobody's things. */
const badEvent: fc.Arbitrary<{ event: string; input: unknown[] }> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(...eventNames).chain((event) => {
      const { payload } = CLIENT_EVENTS[event];
      return spoilt(likeSchema(payload))
        .filter((value) => !payload.safeParse(value).success)
        .map((value) => ({ event: event as string, input: [value] }));
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        ...eventNames.filter((event) => !['leave_conversation', 'call:end', 'call:away'].includes(event)),
      )
      .chain((event) =>
        likeSchema(CLIENT_EVENTS[event].payload).map((value) => ({ event: event as string, input: [value] })),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.string({ maxLength: 20 }), fc.array(fc.jsonValue(), { maxLength: 3 }))
      .map(([name, input]) => ({ event: `${CANARY}${name}`, input })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...eventNames), fc.array(fc.jsonValue(), { minLength: 2, maxLength: 4 }))
      .map(([event, input]) => ({ event: event as string, input })),
  },
);

async function sendEvents(count: number, seed: number): Promise<void> {
  const cases = fc.sample(badEvent, { numRuns: count, seed });
  const recent: Case[] = [];
  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      const socket = await connect();
      for (let index = lane; index < cases.length; index += LANES) {
        const found = { why: 'found by the fuzzer', kind: 'event', ...cases[index] } as Extract<
          Case,
          { kind: 'event' }
        >;
        recent[lane] = found;
        const fault = await tryEvent(socket, found.event, found.input);
        // Signals of a refused call are dropped without a word (protocol P10.14).
        const mayBeSilent = /^(webrtc:|call:(end|away)$)/.test(found.event);
        if (fault !== undefined && !(mayBeSilent && /answered with/.test(fault))) blame(found, fault);
      }
      socket.disconnect();
    }),
  ).catch((thrown) => {
    for (const found of recent) keep(found);
    throw thrown;
  });
}

test('the corpus of frames, events and requests is survived', { timeout: 120_000 }, async () => {
  for (const { name, found } of readCorpus()) {
    if (found.kind === 'frames') await replayFrames(name, found);
    else if (found.kind === 'event') {
      const socket = await connect();
      const fault = await tryEvent(socket, found.event, found.input);
      if (fault !== undefined) faults.push(`${name}: ${fault}`);
      socket.disconnect();
    } else await replayRequest(name, found);
    expect(await (await fetch(`${server.api}/health`)).json(), name).toMatchObject({ status: 'ok' });
  }
  expect(faults).toEqual([]);
});

async function replayFrames(name: string, { frames }: Extract<Case, { kind: 'frames' }>): Promise<void> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  socket.addEventListener('message', ({ data }) => heard.push(String(data)));
  await new Promise<void>((resolve) => socket.addEventListener('open', () => resolve()));
  for (const pieces of frames) {
    if (socket.readyState === WebSocket.OPEN) socket.send(textOf(pieces, names));
    await sleep(15);
  }
  await Promise.race([closed, sleep(60)]);
  socket.close();
  const fault = faultOf(heard.join('\n'));
  if (fault !== undefined) faults.push(`${name}: ${fault}: ${heard.join(' ').slice(0, 500)}`);
}

async function replayRequest(name: string, found: Extract<Case, { kind: 'request' }>): Promise<void> {
  const fault = await tryRequest({
    method: found.method,
    path: textOf([found.path], names),
    // With a cookie the cookie alone decides; a bearer beside it would make the request a good one.
    headers: {
      ...(found.headers?.Cookie === undefined ? { Authorization: `Bearer ${pair.patient.token}` } : {}),
      ...found.headers,
    },
    body: found.body === undefined ? undefined : textOf(found.body, names),
  });
  if (fault !== undefined) faults.push(`${name}: ${fault}`);
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

async function tryRequest({ method, path, headers, body }: Request): Promise<string | undefined> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  }).catch((thrown: Error) => thrown);
  if (response instanceof Error) {
    // A body beyond the limit is not read to its end: the connection is closed, which fetch may call an error.
    return (body?.length ?? 0) > 256 * 1024 ? undefined : `is not answered (${response.message})`;
  }
  const text = await response.text();
  answers[response.status] = (answers[response.status] ?? 0) + 1;
  if (response.status < 400 || response.status > 499) return `is answered with ${response.status}`;
  if (text === '') return `is refused with ${response.status} and no body`;
  const answer = JSON.parse(text);
  if (
    answer.statusCode !== response.status ||
    typeof answer.message !== 'string' ||
    typeof answer.error !== 'string'
  )
    return 'is refused in another form than the documented';
  return faultOf(text) ?? faultOf(JSON.stringify([...response.headers]));
}

test(`${EVENTS} bad events write nothing, leak nothing and cost no memory`, {
  timeout: 300_000,
}, async () => {
  await sendEvents(Math.min(2_000, EVENTS), SEED + 1);
  await sleep(500);
  const before = await measureMemory();
  await sendEvents(EVENTS, SEED);
  await sleep(500);
  const after = await measureMemory();
  report('events', before, after);
  expect(faults).toEqual([]);
  expect(after.pid).toBe(server.pid);
  expect(after.inUse - before.inUse).toBeLessThan(MAX_GROWTH);
  expect(await readRows()).toEqual(rowsBefore);
});

const routes: Route[] = Object.values(ROUTES);
const ownIds = () => ({ ...names, conversationId: names.conversation, userId: names.patient });

const badRequest: fc.Arbitrary<Request> = fc
  .tuple(
    fc.constantFrom(...routes.filter(({ body, query, params }) => body ?? query ?? params)),
    fc.constantFrom('body', 'query', 'params', 'token'),
    fc.nat(),
  )
  .chain(([route, wish, salt]) => {
    const parts = (['body', 'query', 'params'] as const).filter((part) => route[part] !== undefined);
    const part = parts.find((name) => name === wish) ?? parts[salt % parts.length] ?? 'body';
    const schema = route[part] as NonNullable<Route['body']>;
    const good = likeSchema(schema);
    return spoilt(good)
      .filter((value) => {
        const sent = part === 'body' ? value : asQuery(value);
        return sent !== undefined && !schema.safeParse(sent).success;
      })
      .map((bad) => ({
        method: route.method,
        path: pathOf(route, part === 'params' ? bad : undefined, part === 'query' ? bad : undefined),
        headers: {
          ...(wish === 'token' && route.access === 'person'
            ? {}
            : { Authorization: `Bearer ${route.access === 'operator' ? SERVER_KEY : pair.patient.token}` }),
          ...(part === 'body' ? { 'Content-Type': 'application/json' } : {}),
        },
        body: part === 'body' && route.method !== 'GET' ? JSON.stringify(bad) : undefined,
      }));
  });

/** As a query string carries it: everything is text. */
function asQuery(value: unknown): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      Buffer.from(typeof part === 'string' ? part : String(JSON.stringify(part))).toString(),
    ]),
  );
}

function pathOf(route: Route, params: unknown, query: unknown): string {
  const bad = asQuery(params) ?? {};
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params === undefined ? (ownIds() as Record<string, string>)[name] : bad[name];
    return encodeURIComponent(value ?? CANARY) || '%20';
  });
  const search =
    query === undefined ? '' : `?${new URLSearchParams(asQuery(query)).toString().slice(0, 8_000)}`;
  return `/api/v1${path}${search}`;
}

test(`${REQUESTS} bad requests write nothing, leak nothing and cost no memory`, {
  timeout: 300_000,
}, async () => {
  const before = await measureMemory();
  const cases = fc.sample(badRequest, { numRuns: REQUESTS, seed: SEED });
  await Promise.all(
    Array.from({ length: 8 }, async (_, lane) => {
      for (let index = lane; index < cases.length; index += 8) {
        const request = cases[index] as Request;
        const fault = await tryRequest(request);
        if (fault === undefined) continue;
        const { Authorization: _ours, ...headers } = request.headers;
        const body = request.body === undefined ? {} : { body: [request.body] };
        blame(
          {
            why: 'found by the fuzzer',
            kind: 'request',
            method: request.method,
            path: request.path,
            headers,
            ...body,
          },
          `${request.method} ${request.path.slice(0, 200)} ${fault}`,
        );
      }
    }),
  );
  await sleep(500);
  const after = await measureMemory();
  report('requests', before, after);
  expect(faults).toEqual([]);
  expect(after.inUse - before.inUse).toBeLessThan(MAX_GROWTH);
  expect(await readRows()).toEqual(rowsBefore);
});

test('nothing of it got into the log, and no failure of ours', () => {
  const lines = server.output().split('\n');
  expect(lines.filter((line) => line.includes(CANARY)).slice(0, 5)).toEqual([]);
  expect(lines.filter((line) => / error |"level":"error"/.test(line)).slice(0, 5)).toEqual([]);
  expect(lines.length).toBeGreaterThan(REQUESTS);
});

function report(what: string, before: Memory, after: Memory): void {
  const mb = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  process.stdout.write(
    `  ${what}: in use ${mb(before.inUse)} → ${mb(after.inUse)} MiB, RSS ${mb(before.rss)} → ${mb(after.rss)} MiB; ${JSON.stringify(answers)}\n`,
  );
}
