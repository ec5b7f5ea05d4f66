import { createSocket } from 'node:dgram';
import type { IceServers } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { turnServer } from '../../src/calls/ice-servers.ts';
import { TurnClient, TurnRefusal } from '../../src/doctor/relay/turn-client.ts';
import { makePair, type Pair, signUp, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal } from '../support/refusals.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { type RealTurn, startTurn } from '../support/turn-server.ts';

const TTL_S = 900;
const STUN_URL = 'stun:stun.example.org:3478';

let turn: RealTurn;
let server: TestServer;
let sockets: Sockets;
let pair: Pair;
const clients: TurnClient[] = [];

beforeAll(async () => {
  turn = await startTurn();
  server = await startTestServer({ ...turn.env, TURN_TTL_S: String(TTL_S), STUN_URLS: STUN_URL });
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  sockets.closeAll();
});
afterAll(async () => {
  await server.close();
  await turn.stop();
});

interface Credentials {
  readonly urls: readonly string[];
  readonly username: string;
  readonly credential: string;
}

const listOf = async (person: TestPerson, query = ''): Promise<IceServers> => {
  const { status, body } = await person.ask<IceServers>('GET', `/chat/ice-servers${query}`);
  expect(status).toBe(200);
  return body;
};
/** The entry that has credentials. */
function relayOf({ iceServers }: Pick<IceServers, 'iceServers'>): Credentials {
  const { urls, username, credential } = iceServers.find((entry) => entry.credential !== undefined) ?? {};
  if (urls === undefined || username === undefined || credential === undefined)
    throw new Error('there is no relay in the list');
  return { urls, username, credential };
}
const relayFor = async (person: TestPerson) => relayOf(await listOf(person));
const nowS = () => Math.floor(Date.now() / 1_000);
/** As our server would make them for a call that is not to be had in a test: with another time, or another secret. */
const credentialsOf = ({ id }: TestPerson, { expiresInS = 60, secret = turn.secret }) =>
  relayOf({ iceServers: [turnServer({ urls: turn.urls, secret }, id, nowS() + expiresInS)] });

async function knock(entry: Pick<Credentials, 'username' | 'credential'>): Promise<TurnClient> {
  const client = await TurnClient.connect(turn, entry);
  clients.push(client);
  return client;
}

/** The status with which the relay answers who asks for an allocation; 200 is ours for a success. */
async function knockAt(entry: Pick<Credentials, 'username' | 'credential'>): Promise<number> {
  try {
    await (await knock(entry)).allocate();
    return 200;
  } catch (thrown) {
    if (thrown instanceof TurnRefusal) return thrown.status;
    throw thrown;
  }
}

async function ring(): Promise<{ caller: TestSocket; callee: TestSocket }> {
  const caller = await sockets.inside(pair.patient, pair.conversation.id);
  const callee = await sockets.inside(pair.consultant, pair.conversation.id);
  caller.emit('call:initiate', {
    toUserId: pair.consultant.id,
    conversationId: pair.conversation.id,
    callType: 'video',
  });
  await callee.next('call:incoming');
  return { caller, callee };
}

describe('credentials for the relay', () => {
  test('are given to both while it rings and while they talk, for as long as the settings say, and hold', async () => {
    const { caller, callee } = await ring();
    for (const person of [pair.patient, pair.consultant]) {
      const list = await listOf(person);
      expect(list.ttl).toBe(TTL_S);
      expect(list.iceServers[0]).toEqual({ urls: [STUN_URL] });
      const relay = relayOf(list);
      expect(relay.urls).toEqual(turn.urls);
      const [expiresAt, userId] = relay.username.split(':');
      expect(userId).toBe(person.id);
      expect(Math.abs(Number(expiresAt) - nowS() - TTL_S)).toBeLessThan(5);
      expect(await knockAt(relay)).toBe(200);
    }
    callee.emit('call:accept', { toUserId: pair.patient.id });
    await caller.next('call:accepted');
    expect(await knockAt(await relayFor(pair.patient))).toBe(200);
  });

  test('carry packets: what one sends to the relay comes out of its address at the other', async () => {
    await ring();
    const client = await knock(await relayFor(pair.patient));
    const { port: relayedPort } = await client.allocate();
    const peer = createSocket('udp4');
    await new Promise<void>((resolve) => peer.bind(0, turn.address, resolve));
    const heard = new Promise<[text: string, fromPort: number]>((resolve) =>
      peer.once('message', (message, from) => resolve([message.toString(), from.port])),
    );
    await client.permit(turn.address);
    client.sendTo(turn.address, peer.address().port, Buffer.from('a packet of sound'));
    expect(await heard).toEqual(['a packet of sound', relayedPort]);
    peer.close();
  });

  test('are given to nobody without a call, not before it and not after it', async () => {
    const onlyStun = { iceServers: [{ urls: [STUN_URL] }], ttl: TTL_S };
    expect(await listOf(pair.patient)).toEqual(onlyStun);
    const { caller, callee } = await ring();
    const stranger = (await makePair(server)).patient;
    expect(await listOf(stranger)).toEqual(onlyStun);
    caller.emit('call:end', {});
    await callee.next('call:missed');
    for (const person of [pair.patient, pair.consultant]) expect(await listOf(person)).toEqual(onlyStun);
  });

  test('are refused by the relay once they have expired', async () => {
    expect(await knockAt(credentialsOf(pair.patient, { expiresInS: 5 }))).toBe(200);
    expect(await knockAt(credentialsOf(pair.patient, { expiresInS: -5 }))).toBe(401);
  });

  test('are refused by the relay where anything of them was changed, or another secret made them', async () => {
    await ring();
    const { username, credential } = await relayFor(pair.patient);
    const longer = username.replace(/^\d+/, (expiresAt) => String(Number(expiresAt) + 86_400));
    const asAnother = username.replace(pair.patient.id, pair.consultant.id);
    for (const forged of [longer, asAnother])
      expect(await knockAt({ username: forged, credential })).toBe(401);
    expect(await knockAt({ username, credential: credential.toLowerCase() })).toBe(401);
    expect(await knockAt(credentialsOf(pair.patient, { secret: 'another secret' }))).toBe(401);
  });
});

describe('to try the connection before a call', () => {
  test('credentials for a minute are given without one, and hold', async () => {
    const list = await listOf(pair.patient, '?purpose=check');
    expect(list.ttl).toBe(60);
    const relay = relayOf(list);
    expect(Math.abs(Number.parseInt(relay.username, 10) - nowS() - 60)).toBeLessThan(5);
    expect(await knockAt(relay)).toBe(200);
  });

  test('they are not given to whoever has nobody to call, who is told so', async () => {
    const alone = await signUp(server, 'patient');
    const only = { iceServers: [{ urls: [STUN_URL] }], ttl: 60, withheld: 'no-booking' };
    expect(await listOf(alone, '?purpose=check')).toEqual(only);
    await pair.patient.ask('PATCH', `/bookings/${pair.booking.id}`, { status: 'cancelled' });
    expect(await listOf(pair.patient, '?purpose=check')).toEqual(only);
  });

  test('they are given a few times only, to each person for themselves', async () => {
    // Ten times as wide outside production: so a tenth is what production has.
    const strict = await startTestServer({ ...turn.env, RATE_LIMITS: '0.1' });
    try {
      const { patient, consultant } = await makePair(strict);
      const check = (person: TestPerson) => person.ask('GET', '/chat/ice-servers?purpose=check');
      for (let time = 0; time < 10; time += 1) expect((await check(patient)).status).toBe(200);
      const refused = expectRefusal(await check(patient), 429, 'rate_limited');
      expect(refused.retryAfterMs).toBeGreaterThan(0);
      expect((await check(consultant)).status).toBe(200);
    } finally {
      await strict.close();
    }
  });

  test.each(['call', '', 'CHECK'])('purpose=%s is no purpose', async (purpose) => {
    expectInvalid(await pair.patient.ask('GET', `/chat/ice-servers?purpose=${purpose}`), 'purpose');
  });
});

test('a stranger to the server is given nothing', async () => {
  for (const query of ['', '?purpose=check']) {
    const { status } = await fetch(`${server.api}/chat/ice-servers${query}`);
    expect(status).toBe(401);
  }
});
