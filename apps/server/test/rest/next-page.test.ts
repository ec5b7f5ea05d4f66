import type { Person } from '@jiggy-care/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUp, type TestPerson } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let patient: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  patient = await signUp(server, 'patient');
  for (let index = 0; index < 5; index += 1) await signUp(server, 'consultant');
});
afterAll(() => server.close());

/** Path and query of the next page below the base of the interface. */
function nextOf(link: string | null): string | undefined {
  return /^<\/api\/v1(\/consultants\?[^>]+)>; rel="next"$/.exec(link ?? '')?.[1];
}

test.each([1, 2, 5, 6])('the directory is read whole by its next pages, %i at a time', async (limit) => {
  const ids: string[] = [];
  let pages = 0;
  for (let path: string | undefined = `/consultants?limit=${limit}`; path !== undefined; pages += 1) {
    const { status, body, headers } = await patient.ask<Person[]>('GET', path);
    expect(status).toBe(200);
    ids.push(...body.map(({ id }) => id));
    path = nextOf(headers.get('link'));
  }
  expect(new Set(ids).size).toBe(5);
  expect([ids.length, pages]).toEqual([5, Math.ceil(5 / limit)]);
});

test('the next page keeps what was searched for', async () => {
  const { headers, body } = await patient.ask<Person[]>('GET', '/consultants?limit=1&search=a%20b%26c');
  expect([body, headers.get('link')]).toEqual([[], null]);
  const [found] = (await patient.ask<Person[]>('GET', '/consultants?limit=1')).body;
  const common = found?.name.slice(0, 3) ?? '';
  const page = await patient.ask('GET', `/consultants?limit=1&search=${encodeURIComponent(common)}`);
  expect(new URLSearchParams(nextOf(page.headers.get('link'))?.split('?')[1]).get('search')).toBe(common);
});
