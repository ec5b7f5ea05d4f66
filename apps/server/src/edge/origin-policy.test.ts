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

test('the list is compared exactly', () => {
  expect(policy.isListed('http://localhost:5173')).toBe(true);
  expect(policy.isListed('http://localhost:5173/')).toBe(false);
  expect(policy.isListed('HTTP://LOCALHOST:5173')).toBe(false);
});
