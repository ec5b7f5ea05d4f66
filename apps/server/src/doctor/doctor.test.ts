import { describe, expect, test } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { judgeHops, judgeHost, judgeSilence, judgeStranger } from './address/address-check.ts';
import { judgeClock } from './clock-check.ts';
import { judgeRoom } from './database-check.ts';
import type { DatabaseFacts } from './database-facts.ts';
import { examine } from './doctor.ts';
import { fromSentence } from './finding.ts';
import { judgeDatabase } from './judge-database.ts';
import { lookAtPush } from './push-check.ts';
import { judgeAllocation, judgeInside } from './relay/relay-check.ts';
import { parseRelayUrl } from './relay/relay-url.ts';
import { TurnRefusal } from './relay/turn-client.ts';

const address = new URL('https://chat.example.org');

describe('a sentence for operators', () => {
  test('is taken apart into what is wrong and the cure', () => {
    expect(fromSentence('bad', 'the database refuses the password; correct DATABASE_URL')).toEqual({
      verdict: 'bad',
      says: 'the database refuses the password',
      cure: 'correct DATABASE_URL',
    });
    expect(fromSentence('look', 'JWT_SECRET is short. Make another.').cure).toBe('Make another.');
    expect(fromSentence('bad', 'it is broken')).toEqual({ verdict: 'bad', says: 'it is broken' });
  });
});

describe('the settings', () => {
  test('that cannot be read are all told, each with its cure, and no value of a secret', async () => {
    const lines: string[] = [];
    const env = { NODE_ENV: 'production', JWT_SECRET: 'hush-hush', DATABASE_URL: 'mysql://x', PORT: 'many' };
    expect(await examine((line) => lines.push(line), undefined, env)).toBe(false);
    const text = lines.join('\n');
    for (const name of ['JWT_SECRET', 'DATABASE_URL', 'PORT'])
      expect(text).toMatch(new RegExp(`BAD +${name}`));
    expect(text).toContain('→ Make one with');
    expect(text).not.toContain('hush');
  });
});

describe('the clock', () => {
  test.each([
    [0, 'good'],
    [-999, 'good'],
    [1_000, 'look'],
    [-4_999, 'look'],
    [5_000, 'bad'],
  ])('%i ms apart is %s', (aheadMs, verdict) => {
    expect(judgeClock(aheadMs).verdict).toBe(verdict);
  });
});

describe('the database', () => {
  const right: DatabaseFacts = {
    version: '16.4',
    encoding: 'UTF8',
    locale: 'C',
    megabytes: 12,
    isEncrypted: true,
    mayCreateSchemas: true,
    mayCreateTables: true,
    foreignTables: 0,
    freeConnections: 80,
    isPooled: false,
    hasOwnLimits: false,
    refusesWrites: undefined,
  };
  const worst = (facts: Partial<DatabaseFacts>) =>
    judgeDatabase({ ...right, ...facts }).find(({ verdict }) => verdict !== 'good');

  test('that is right has nothing to cure', () => {
    expect(worst({})).toBeUndefined();
    expect(worst({ isPooled: true, hasOwnLimits: true })).toBeUndefined();
  });

  test.each<[Partial<DatabaseFacts>, string, RegExp]>([
    [{ mayCreateSchemas: false }, 'bad', /grant create on database/],
    [{ mayCreateTables: false }, 'bad', /on schema public/],
    [{ foreignTables: 1 }, 'bad', /reassign owned/],
    [{ refusesWrites: '53100' }, 'bad', /Make room/],
    [{ refusesWrites: '58030' }, 'bad', /log says why/],
    [{ refusesWrites: '42501' }, 'look', /None is needed/],
    [{ freeConnections: 9 }, 'look', /max_connections/],
    [{ isPooled: true }, 'look', /alter role/],
  ])('with %j', (facts, verdict, cure) => {
    expect(worst(facts)).toMatchObject({ verdict, cure: expect.stringMatching(cure) });
  });

  test('whose disk is nearly full is to be looked at', () => {
    expect([judgeRoom(0.9e9).verdict, judgeRoom(1e9).verdict]).toEqual(['look', 'good']);
  });
});

describe('the relay', () => {
  test.each<[unknown, RegExp]>([
    [new TurnRefusal('an allocation', 401), /static-auth-secret/],
    [new TurnRefusal('an allocation', 486), /user-quota/],
    [new TurnRefusal('an allocation', 500), /log says why/],
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), /firewall/],
    [Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }), /full chain/],
  ])('that ends with %s', (thrown, cure) => {
    const { verdict, cure: told } = judgeAllocation('turn:turn.example.org', thrown);
    expect([verdict, told]).toEqual(['bad', expect.stringMatching(cure)]);
  });

  test('that reaches inside is bad, and which addresses is told', () => {
    expect(judgeInside([]).verdict).toBe('good');
    expect(judgeInside(['10.0.0.1'])).toMatchObject({ verdict: 'bad', says: 'it reaches inside: 10.0.0.1' });
  });

  test.each([
    ['turn:a.example.org', 'a.example.org', 3478, 'udp'],
    ['turn:a.example.org:80?transport=tcp', 'a.example.org', 80, 'tcp'],
    ['turns:a.example.org:443?transport=tcp', 'a.example.org', 443, 'tls'],
    ['turns:[2001:db8::1]', '2001:db8::1', 5349, 'tls'],
    ['stun:10.0.0.9:1', '10.0.0.9', 1, 'udp'],
  ])('is found by %s', (url, host, port, transport) => {
    expect(parseRelayUrl(url)).toEqual({ url, address: host, port, transport });
  });
});

describe('the address', () => {
  const from = (...forwarded: string[]) => ({ host: 'chat.example.org', forwarded });

  test.each([
    [from(), from('203.0.113.7'), 0, 'good'],
    [from('8.8.8.8'), from('203.0.113.7', '8.8.8.8'), 1, 'good'],
    [from('8.8.8.8'), from('8.8.8.8'), 1, 'good'],
    [from('8.8.8.8'), from('203.0.113.7', '8.8.8.8'), 0, 'bad'],
    [from('8.8.8.8'), from('203.0.113.7', '8.8.8.8'), 2, 'bad'],
    [from('8.8.8.8'), from('203.0.113.7'), 1, 'bad'],
    [from(), from(), 1, 'bad'],
  ])('from %j and, forged, %j with TRUST_PROXY=%i is %4$s', (plain, forged, trusted, verdict) => {
    expect(judgeHops(plain, forged, trusted).verdict).toBe(verdict);
  });

  test('another name than that which was asked for is bad', () => {
    expect(judgeHost(address, 'chat.example.org').verdict).toBe('good');
    expect(judgeHost(address, '127.0.0.1:3000')).toMatchObject({
      verdict: 'bad',
      cure: expect.stringContaining('Host'),
    });
  });

  test('that is not answered, or by somebody else, says where to look', () => {
    expect(judgeSilence(address, 'ENOTFOUND').cure).toContain('DNS');
    expect(judgeSilence(address, 'CERT_HAS_EXPIRED').cure).toContain('certificate');
    expect(judgeSilence(address, 'ECONNREFUSED').cure).toContain('proxy');
    expect(judgeStranger(address, { status: 502 }).says).toContain('does not reach PORT');
    expect(judgeStranger(address, { status: 404 }).says).toContain('something else');
  });
});

describe('the push services', () => {
  const resolve = async (host: string) => {
    if (host === 'gone.example.org') throw new Error('ENOTFOUND');
  };

  test('are looked for by their names, as far as they have one', async () => {
    const config = loadConfig({ PUSH_HOSTS: 'fcm.googleapis.com,*.push.apple.com,gone.example.org' });
    const findings = await lookAtPush({ config }, resolve);
    expect(findings.map(({ verdict }) => verdict)).toEqual(['good', 'good', 'bad']);
    expect(findings[2]?.says).toContain('gone.example.org');
  });

  test('are left out where no device is reached', async () => {
    const config = { ...loadConfig({}), push: undefined };
    expect(await lookAtPush({ config }, resolve)).toMatchObject([{ verdict: 'left out' }]);
  });
});
