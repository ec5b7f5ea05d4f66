import { describe, expect, test } from 'vitest';
import { OriginPolicy } from './origin-policy.ts';

const policy = new OriginPolicy(['http://localhost:5173', 'https://jiggy-care.onrender.com']);
const HOST = 'chat.example.org';

describe('who may talk to us', () => {
  test.each([
    ['a listed page', { origin: 'http://localhost:5173' }, true],
    ['our own page', { origin: `https://${HOST}` }, true],
    ['our own page on plain HTTP', { origin: `http://${HOST}` }, true],
    ['what is no browser', {}, true],
    ['our own page, which sends no Origin with a GET', { 'sec-fetch-site': 'same-origin' }, true],
    ['a person who typed the address', { 'sec-fetch-site': 'none' }, true],
    ['a foreign page', { origin: 'https://evil.example' }, false],
    ['a page without an origin', { origin: 'null' }, false],
    ['an empty Origin', { origin: '' }, false],
    ['no origin at all but a word', { origin: 'localhost' }, false],
    ['a listed page on another port', { origin: 'http://localhost:5174' }, false],
    ['a listed page on another scheme', { origin: 'https://localhost:5173' }, false],
    ['one whose name begins like ours', { origin: `https://${HOST}.evil.example` }, false],
    ['one whose name ends like a listed one', { origin: 'https://evil-jiggy-care.onrender.com' }, false],
    ['our host on another port', { origin: `https://${HOST}:8443` }, false],
    ['ours as a user name', { origin: `https://${HOST}@evil.example` }, false],
    ['a page of another site that hides its Origin', { 'sec-fetch-site': 'cross-site' }, false],
    ['another port of our machine that hides its Origin', { 'sec-fetch-site': 'same-site' }, false],
    [
      'a foreign page that lies about its site',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
      false,
    ],
  ])('%s', (_, headers, allowed) => {
    expect(policy.allows({ host: HOST, ...headers })).toBe(allowed);
  });
});

describe('which pages are our own', () => {
  test.each([
    ['the page of this host', { origin: `https://${HOST}` }, true],
    ['a listed page is not', { origin: 'http://localhost:5173' }, false],
    ['no browser is not', {}, false],
    ['a GET of our own page', { 'sec-fetch-site': 'same-origin' }, true],
    ['an address that was typed is not', { 'sec-fetch-site': 'none' }, false],
  ])('%s', (_, headers, own) => {
    expect(policy.isOwn({ host: HOST, ...headers })).toBe(own);
  });
});

describe('a host as proxies write it', () => {
  test.each([
    ['with the default port', 'care.example.org:443', 'https://care.example.org', true],
    ['with the default port of the other scheme', 'care.example.org:80', 'https://care.example.org', true],
    ['in upper case', 'CARE.Example.org', 'https://care.example.org', true],
    ['in upper case, with a port of its own', 'CARE.example.org:8443', 'https://care.example.org:8443', true],
    ['an IPv6 address', '[::1]:3000', 'http://[::1]:3000', true],
    ['in Unicode', 'müller.example', 'https://xn--mller-kva.example', true],
    ['without the port that the page has', 'care.example.org', 'https://care.example.org:8443', false],
    ['of the machine behind it', 'upstream', 'https://care.example.org', false],
    ['that is none', 'a b', 'https://care.example.org', false],
  ])('%s', (_, host, origin, own) => {
    expect(policy.isOwn({ host, origin })).toBe(own);
  });
});

describe('where pages come over HTTPS only', () => {
  const secure = new OriginPolicy([], { secureOnly: true });
  test.each([
    [`https://${HOST}`, HOST, true],
    [`http://${HOST}`, HOST, false],
    ['http://localhost:3000', 'localhost:3000', true],
    ['http://127.0.0.1:3000', '127.0.0.1:3000', true],
    ['capacitor://localhost', 'localhost', false],
  ])('the page %s of %s counts as our own: %s', (origin, host, own) => {
    expect(secure.isOwn({ host, origin })).toBe(own);
  });
});

describe('a server without a public name', () => {
  const local = new OriginPolicy(['http://localhost:5173', 'http://care.example.com:3000'], {
    machine: 'Desk-7.example.net',
  });
  test.each([
    ['localhost:3000', true],
    ['LOCALHOST', true],
    ['app.localhost:3000', true],
    ['127.0.0.1:3000', true],
    ['127.0.1.1', true],
    ['[::1]:3000', true],
    ['192.0.2.7:3000', true],
    ['desk-7:3000', true],
    ['Desk-7.local:3000', true],
    ['desk-7.lan', true],
    ['desk-7.example.net', true],
    ['chat:3000', true],
    ['Care.example.com:3000', true],
    ['care.example.com:8080', false],
    ['desk-7.evil.example', false],
    ['other.local', false],
    ['evil.example:3000', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['', false],
  ])('is rightly asked as %s: %s', (host, known) => {
    expect(local.knowsHost({ host })).toBe(known);
    expect(local.knowsHost({ host, origin: `http://${host}` })).toBe(known);
    expect(local.allows({ host })).toBe(known);
    expect(local.allows({ host, origin: `http://${host.toLowerCase()}` })).toBe(known);
    expect(local.allows({ host, origin: 'http://localhost:5173' })).toBe(known);
    expect(policy.knowsHost({ host })).toBe(true);
  });

  test('knows the name under which a proxy with a certificate delivered its page', () => {
    const headers = { host: 'care.example.org:443', origin: 'https://care.example.org' };
    expect(local.knowsHost(headers)).toBe(true);
    expect(local.isOwn(headers)).toBe(true);
  });
});

test('the operator hears of each refused origin once, whatever stands in it', () => {
  const told: string[] = [];
  const telling = new OriginPolicy([], { log: { warn: (facts) => void told.push(JSON.stringify(facts)) } });
  for (const origin of ['https://a.example', 'https://a.example', 'capacitor://app', 'null', 'x\u009b31m'])
    telling.noteRefused(origin);
  expect(told).toEqual([
    '{"origin":"https://a.example"}',
    '{"origin":"capacitor://app"}',
    '{"origin":"null"}',
    '{"origin":"x?31m"}',
  ]);
  for (let index = 0; index < 1_000; index += 1) telling.noteRefused(`https://${index}.example`);
  expect(told.length).toBe(100);
});

test('the list is compared exactly', () => {
  expect(policy.isListed('http://localhost:5173')).toBe(true);
  expect(policy.isListed('http://localhost:5173/')).toBe(false);
  expect(policy.isListed('HTTP://LOCALHOST:5173')).toBe(false);
});
