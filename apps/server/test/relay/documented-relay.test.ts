import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { turnServer } from '../../src/calls/ice-servers.ts';
import { TurnClient, TurnRefusal } from '../../src/doctor/relay/turn-client.ts';
import { findFreePort } from '../support/free-port.ts';
import { type RealTurn, startTurn } from '../support/turn-server.ts';

/* The relay as docs/operators.md sets it up; only ports, files and the secret are those of the test. */

const GUIDE = fileURLToPath(new URL('../../../../docs/operators.md', import.meta.url));
/** A machine may be without IPv6. */
const HAS_IPV6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

let home: string;
let turn: RealTurn;
let tls: { address: string; port: number; certificate: Buffer };
const clients: TurnClient[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'jiggy-relay-'));
  const [certFile, keyFile, configFile] = ['cert.pem', 'key.pem', 'turnserver.conf'].map((name) =>
    join(home, name),
  ) as [string, string, string];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-days', '2', '-subj', '/CN=turn.example.org'],
      ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-keyout', keyFile, '-out', certFile],
    ],
    { stdio: 'pipe' },
  );
  const port = await findFreePort();
  writeFileSync(
    configFile,
    replaceEach(documentedSettings(), [
      [/^static-auth-secret=<TURN_SECRET>$/m, ''],
      [/^tls-listening-port=443$/m, `tls-listening-port=${port}`],
      [/^cert=.*$/m, `cert=${certFile}`],
      [/^pkey=.*$/m, `pkey=${keyFile}`],
    ]),
  );
  turn = await startTurn({ configFile, flags: HAS_IPV6 ? ['--listening-ip=::1', '--relay-ip=::1'] : [] });
  tls = { address: turn.address, port, certificate: readFileSync(certFile) };
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  await turn?.stop();
  rmSync(home, { recursive: true });
});

function documentedSettings(): string {
  const block = /```ini\n([\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8'))?.[1];
  if (block === undefined) throw new Error('the guide for operators has no settings of a relay');
  return block;
}

function replaceEach(text: string, changes: readonly (readonly [RegExp, string])[]): string {
  return changes.reduce((changed, [what, by]) => {
    expect(changed).toMatch(what);
    return changed.replace(what, by);
  }, text);
}

async function enter(userId = 'ada', relay: Parameters<typeof TurnClient.connect>[0] = turn) {
  const expiresAt = Math.floor(Date.now() / 1_000) + 60;
  const { username = '', credential = '' } = turnServer(turn, userId, expiresAt);
  const client = await TurnClient.connect(relay, { username, credential });
  clients.push(client);
  return client;
}

const statusOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 200,
    (thrown: unknown) => {
      if (thrown instanceof TurnRefusal) return thrown.status;
      throw thrown;
    },
  );

describe('the documented relay', () => {
  test('knows every setting that is given to it', () => {
    expect(turn.logged.filter((line) => /bad|unknown|unrecognized|error|warning/i.test(line))).toEqual([]);
  });

  test('lets in who has credentials of our server, over UDP and over TLS', async () => {
    await (await enter()).allocate();
    await (await enter('ada', tls)).allocate();
  });

  test('reaches a peer of the public Internet', async () => {
    const client = await enter();
    await client.allocate();
    for (const peer of ['8.8.8.8', '172.15.255.255', '172.32.0.0', '223.255.255.254']) {
      expect([peer, await statusOf(client.permit(peer))]).toEqual([peer, 200]);
    }
  });

  test.each([
    ['itself', ['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3']],
    ['the network around it', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254']],
    ['addresses of carriers, tests and documents', ['100.64.0.1', '192.0.0.1', '198.18.0.1', '203.0.113.9']],
    ['many at once', ['224.0.0.1', '239.255.255.255', '255.255.255.255']],
  ])('does not reach %s', async (_, peers) => {
    const client = await enter();
    await client.allocate();
    for (const peer of peers) expect([peer, await statusOf(client.permit(peer))]).toEqual([peer, 403]);
  });

  // Where the machine has no IPv6 there is nothing to be careful with.
  if (HAS_IPV6) {
    test('is as careful with IPv6, also where it means an address of IPv4', async () => {
      const client = await enter();
      await client.allocate(6);
      expect(await statusOf(client.permit('2606:4700::1111'))).toBe(200);
      const inside = ['::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::10.0.0.1', '64:ff9b::10.0.0.1'];
      const around = ['fc00::1', 'fdff::1', 'fe80::1', 'fec0::1', '2002:a00:1::1', '2001:db8::1', 'ff02::1'];
      for (const peer of [...inside, ...around]) {
        expect([peer, await statusOf(client.permit(peer))]).toEqual([peer, 403]);
      }
    });
  }

  test('gives one person what a call needs, and not more; the next person is not concerned', async () => {
    const outcomes: number[] = [];
    for (let time = 0; time < 25; time += 1)
      outcomes.push(await statusOf((await enter('greedy')).allocate()));
    expect(outcomes).toEqual([...Array<number>(24).fill(200), 486]);
    expect(await statusOf((await enter('modest')).allocate())).toBe(200);
  });
});
