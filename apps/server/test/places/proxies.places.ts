import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { examine } from '../../src/doctor/doctor.ts';
import { type RealRedis, startRealRedis } from '../cluster/real-redis.ts';
import { type BuiltServer, endEverything, startBuilt } from '../faults/built-server.ts';
import { type FaultGround, prepareGround } from '../faults/ground.ts';
import { findFreePort } from '../support/free-port.ts';
import { makePair } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { type Change, type RunningProxy, type StartProxy, startHaproxy, startNginx } from './proxies.ts';

let ground: FaultGround;
let redis: RealRedis;
let nodes: readonly [BuiltServer, BuiltServer];
let ports: readonly [number, number];

beforeAll(async () => {
  [ground, redis] = await Promise.all([prepareGround('postgres'), startRealRedis()]);
  ports = [await findFreePort(), await findFreePort()];
  const start = (port: number) =>
    startBuilt({ env: { ...ground.env, PORT: String(port), REDIS_URL: redis.url, TRUST_PROXY: '1' } });
  nodes = [await start(ports[0]), await start(ports[1])];
});
afterAll(async () => {
  endEverything();
  await Promise.all([ground?.remove(), redis?.stop()]);
});

/** Of each node, how many sockets it holds. */
async function socketsOfNodes(): Promise<number[]> {
  return Promise.all(
    nodes.map(async ({ url }) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return [...text.matchAll(/^jiggy_sockets(?:\{.*\})? (\d+)/gm)].reduce(
        (sum, [, count]) => sum + Number(count),
        0,
      );
    }),
  );
}

/** Asks as a client that keeps no cookie, from an address of its own. */
function askFrom(from: string, url: string, body?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      localAddress: from,
      agent: false,
      method: body === undefined ? 'GET' : 'POST',
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asked.end(body);
  });
}

describe.each<[string, StartProxy]>([
  ['HAProxy', startHaproxy],
  ['nginx', startNginx],
])('%s with the settings of deploy/', (_, start) => {
  let proxy: RunningProxy;
  let sockets: Sockets;
  beforeAll(async () => {
    proxy = await start(ports);
    sockets = new Sockets(proxy);
  });
  afterEach(() => sockets.closeAll());
  afterAll(() => proxy.stop());

  test('passes the upgrade, also of a socket that nobody speaks on until it is pinged', async () => {
    const pair = await makePair({ api: `${proxy.url}/api/v1` });
    const patient = await sockets.inside(pair.patient, pair.conversation.id);
    const consultant = await sockets.inside(pair.consultant, pair.conversation.id);
    expect(patient.socket.io.engine.transport.name).toBe('websocket');
    await new Promise<void>((resolve) => patient.socket.io.once('ping', resolve));
    await patient.ask('send_message', {
      conversationId: pair.conversation.id,
      content: 'Still there?',
      senderType: 'patient',
    });
    expect(await consultant.next('new_message')).toMatchObject({ message: { content: 'Still there?' } });
  });

  test('keeps one who polls on a node, by the address, and uses both', async () => {
    const polling = `${proxy.url}/socket.io/?EIO=4&transport=polling`;
    for (let visitor = 2; visitor < 22; visitor += 1) {
      const from = `127.0.0.${visitor}`;
      const { sid } = JSON.parse((await askFrom(from, polling)).text.slice(1));
      expect(await askFrom(from, `${polling}&sid=${sid}`, '40/chat,')).toMatchObject({
        status: 200,
        text: 'ok',
      });
      expect((await askFrom(from, `${polling}&sid=${sid}`)).text).toContain('40/chat,');
    }
    await expect.poll(async () => (await socketsOfNodes()).filter((count) => count > 0)).toHaveLength(2);
  });

  test('passes on the name that the browser asked for: a page of ours counts as one, another does not', async () => {
    const from = async (origin: string) =>
      (await fetch(`${proxy.url}/socket.io/?EIO=4&transport=polling`, { headers: { Origin: origin } }))
        .status;
    expect(await from(proxy.url)).toBe(200);
    expect(await from('https://elsewhere.example.org')).toBe(403);
  });

  test('leads past a node that is not ready', async () => {
    const lone = await start([ports[0], await findFreePort()]);
    const answers = async () => {
      const statuses = Array.from({ length: 12 }, (_unused, index) =>
        askFrom(`127.0.0.${index + 2}`, `${lone.url}/api/v1/health`).then(({ status }) => status),
      );
      return new Set(await Promise.all(statuses));
    };
    await expect.poll(answers, { timeout: 15_000 }).toEqual(new Set([200]));
    await lone.stop();
  });

  test('the doctor finds a running server behind it', async () => {
    const { isWell, text } = await diagnose(ports[0], proxy.url, '1');
    expect(isWell, text).toBe(true);
    expect(text).toContain('leads to a server of ours, which runs');
    expect(text).toContain('its pages count as its own');
    expect(text).toContain('the upgrade to WebSocket arrives');
  });

  test('the doctor in place of a stopped server sees one proxy, the name and the upgrade', async () => {
    const port = await findFreePort();
    await through([port, port], [], async (url) => {
      const { isWell, text } = await diagnose(port, url, '1');
      expect(isWell, text).toBe(true);
      expect(text).toContain('1 proxy tells where requests come from, and as many are believed');
      expect(text).toContain('the name that the browser asks for arrives');
      expect((await diagnose(port, url, '0')).text).toMatch(/BAD .*TRUST_PROXY is 0.*\n.*Set TRUST_PROXY=1/);
      expect((await diagnose(port, url, '2')).text).toMatch(/BAD .*anyone could claim any address/);
    });
  });

  async function through(
    to: readonly [number, number],
    changes: readonly Change[],
    use: (url: string) => Promise<void>,
  ): Promise<void> {
    // Without checks: the doctor listens only while it looks.
    const unchecked: Change[] =
      start === startHaproxy
        ? [[/ {2}option httpchk.*\n {2}default-server.*\n/, '']]
        : [[/ max_fails=2/g, ' max_fails=0']];
    const own = await start(to, [...unchecked, ...changes]);
    try {
      await use(own.url);
    } finally {
      await own.stop();
    }
  }
});

test('a proxy with the words of nginx alone is found out: another name, and no upgrade', async () => {
  const port = await findFreePort();
  const changes: Change[] = [
    [/ {4}proxy_set_header (Upgrade|Connection|Host) .*\n/g, ''],
    [/ max_fails=2/g, ' max_fails=0'],
  ];
  const proxy = await startNginx([port, port], changes);
  const { isWell, text } = await diagnose(port, proxy.url, '1');
  await proxy.stop();
  expect(isWell).toBe(false);
  expect(text).toMatch(/BAD .*another Host arrives: nodes.*\n.*\$http_host/);
  expect(text).toMatch(/BAD .*the upgrade to WebSocket does not arrive.*\n.*\$http_upgrade/);
});

test('before a running server too, and one that leads nowhere', async () => {
  const changes: Change[] = [[/ {4}proxy_set_header (Upgrade|Connection|Host) .*\n/g, '']];
  const proxy = await startNginx(ports, changes);
  expect((await diagnose(ports[0], proxy.url, '1')).text).toMatch(
    /BAD .*its pages do not count as its own \(403\)/,
  );
  await proxy.stop();
  const nowhere = await startNginx([1, 1]);
  expect((await diagnose(await findFreePort(), nowhere.url, '1')).text).toMatch(
    /BAD .*the proxy does not reach PORT/,
  );
  await nowhere.stop();
  expect((await diagnose(await findFreePort(), 'http://127.0.0.1:1', '1')).text).toMatch(
    /BAD .*ECONNREFUSED/,
  );
});

async function diagnose(
  port: number,
  address: string,
  trusted: string,
): Promise<{ isWell: boolean; text: string }> {
  const lines: string[] = [];
  await examine((line) => lines.push(line), new URL(address), {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: ground.env.DATABASE_URL,
    REDIS_URL: redis.url,
    TRUST_PROXY: trusted,
  });
  const text = lines.slice(lines.findIndex((line) => line.startsWith('address'))).join('\n');
  return { isWell: !text.includes('BAD'), text };
}
