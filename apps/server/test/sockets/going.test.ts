import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Departure, SocketLifecycle } from '../../src/realtime/socket-lifecycle.ts';
import { makePair, type Pair } from '../support/people.ts';
import { sendRaw } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

describe('the end of a websocket', () => {
  let server: TestServer;
  let pair: Pair;
  let departed: Promise<Departure>;

  beforeAll(async () => {
    server = await startTestServer();
    pair = await makePair(server);
  });
  beforeEach(() => {
    departed = new Promise((resolve) => {
      const stop = server.app.get(SocketLifecycle).onDeparted((departure) => {
        stop();
        resolve(departure);
      });
    });
  });
  afterAll(() => server.close());

  test.each([
    ['whose page goes away', 1001],
    ['that is closed on purpose', 1000],
  ])('%s is known by its code, %i', async (_, code) => {
    const raw = await RawSocket.open(server, { auth: { token: pair.patient.token } });
    raw.close(code);
    expect(await departed).toMatchObject({ closeCode: code, deliberate: false });
    raw.destroy();
  });

  test('that is cut off has no code of its own, and one over polling none at all', async () => {
    const raw = await RawSocket.open(server, { auth: { token: pair.patient.token } });
    raw.destroy();
    expect(await departed).toMatchObject({ closeCode: 1006 });
  });

  test('over polling has no code', async () => {
    const sockets = new Sockets(server);
    const client = await sockets.as(pair.patient, {}, { transports: ['polling'] });
    client.close();
    expect((await departed).closeCode).toBeUndefined();
    sockets.closeAll();
  });
});

describe('a server that stops', () => {
  let raws: RawSocket[] = [];
  afterEach(() => {
    for (const raw of raws.splice(0)) raw.destroy();
    raws = [];
  });

  test('does not wait for peers that never answer: silent, frozen, half upgraded, polling', async () => {
    const server = await startTestServer();
    const pair = await makePair(server);
    const silent = await RawSocket.open(server, { auth: { token: pair.patient.token } });
    silent.ignoreClose();
    const frozen = await RawSocket.open(server, { auth: { token: pair.patient.token } });
    frozen.pause();
    const bare = await RawSocket.open(server, { bare: true });
    bare.ignoreClose();
    raws.push(silent, frozen, bare);
    const path = '/socket.io/?EIO=4&transport=polling';
    const { sid } = JSON.parse((await sendRaw(server, { path })).text.slice(1));
    const upgrading = await RawSocket.open(server, { bare: true, sid });
    upgrading.ignoreClose();
    raws.push(upgrading);
    const polling = sendRaw(server, { path: `${path}&sid=${sid}` }).catch(() => undefined);
    await server.close();
    await polling;
    expect(silent.closeCode).toBe(1005);
  });
});
