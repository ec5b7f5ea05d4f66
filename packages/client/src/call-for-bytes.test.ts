import { expect, test } from 'vitest';
import { callForBytes } from './call-for-bytes.ts';
import type { HttpReply } from './platform/platform.ts';

const abc = new Uint8Array([1, 2, 3]);

function get(reply: Partial<HttpReply> & { readonly type?: string }, maxBytes = 3) {
  const { status = 200, type = 'image/png' } = reply;
  const http = async () => ({
    status,
    headers: { get: (name: string) => (name === 'content-type' ? type : null) },
    text: async () => JSON.stringify({ statusCode: status, code: 'not_found', message: 'No.' }),
    ...reply,
  });
  const call = { method: 'GET', path: '/x', headers: {}, credentials: 'omit' } as const;
  return callForBytes({ url: 'http://localhost', http }, call, maxBytes);
}

test('where nothing streams, as in React Native, they are read as a whole and measured all the same', async () => {
  const arrayBuffer = async () => abc.buffer;
  await expect(get({ arrayBuffer })).resolves.toEqual(abc);
  await expect(get({ arrayBuffer }, 2)).rejects.toMatchObject({ code: 'payload_too_large' });
});

test('a platform that knows no bytes says so', async () => {
  await expect(get({})).rejects.toMatchObject({ code: 'unsupported' });
});

const page = async () => '<!doctype html><form>';

test.each([
  ['a refusal', { status: 404 }, 'not_found'],
  ['a page to sign in to the network', { type: 'text/html; charset=utf-8', text: page }, 'unreachable'],
  ['a line that breaks', { arrayBuffer: () => Promise.reject(new TypeError('terminated')) }, 'unreachable'],
])('%s is no bytes', async (_, reply, code) => {
  await expect(get({ arrayBuffer: async () => abc.buffer, ...reply })).rejects.toMatchObject({ code });
});
