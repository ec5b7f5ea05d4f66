import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DomainError } from '../../../apps/server/src/errors/domain-error.ts';
import {
  abc,
  BYTES_ROUTES,
  gift,
  MAX_BYTES,
  withBytesRoom,
} from '../../../apps/server/test/support/bytes-room.ts';
import { signUp, type TestPerson } from '../../../apps/server/test/support/people.ts';
import { startTestServer, type TestServer } from '../../../apps/server/test/support/test-server.ts';
import { callForBytes } from '../src/call-for-bytes.ts';
import { callServer, type ServerCall } from '../src/call-server.ts';
import { standardPlatform } from '../src/index.ts';

let server: TestServer;
let person: TestPerson;
beforeAll(async () => {
  server = await startTestServer({}, undefined, withBytesRoom);
  person = await signUp(server, 'patient');
});
afterAll(() => server.close());

type Call = Omit<ServerCall, 'headers' | 'credentials'>;

const here = () => ({ url: server.url, http: standardPlatform().http });
const signed = (call: Call): ServerCall => ({
  ...call,
  headers: { Authorization: `Bearer ${person.token}` },
  credentials: 'omit',
});
const send = (body: Uint8Array | Blob, contentType = 'image/png') =>
  callServer(here(), signed({ ...BYTES_ROUTES.count, id: 'b-1', body, contentType }));
const fetchBytes = (maxBytes = 1024 * 1024) => callForBytes(here(), signed(BYTES_ROUTES.give), maxBytes);

// First, since Node's fetch opens another connection in the place of one that it has cut.
test('of more than was asked for, the rest is not fetched', async () => {
  const endless = new Readable({
    read() {
      this.push(Buffer.alloc(64 * 1024));
    },
  });
  gift.make = () => ({ ...abc('a.png'), stream: endless, length: 2 ** 40 });
  const released = once(endless, 'close').catch(() => {});
  await expect(fetchBytes()).rejects.toMatchObject({ code: 'payload_too_large' });
  await released;
});

test('bytes and blobs go to the server, whose answer is read as ever', async () => {
  const bytes = new Uint8Array(randomBytes(300_000));
  await expect(send(bytes)).resolves.toMatchObject({ bytes: 300_000, type: 'image/png' });
  const blob = new Blob([bytes, bytes], { type: 'image/jpeg' });
  await expect(send(blob)).resolves.toMatchObject({ bytes: 600_000, type: 'image/png' });
});

test('a refusal of bytes is a refusal', async () => {
  const refused = (sent: Promise<unknown>) => expect(sent).rejects;
  await refused(send(new Uint8Array(3), 'image/gif')).toMatchObject({ code: 'unsupported_media_type' });
  await refused(send(new Uint8Array(MAX_BYTES + 1))).toMatchObject({ code: 'payload_too_large' });
  gift.make = () => {
    throw new DomainError('not_found', 'There is no such file');
  };
  await refused(fetchBytes()).toMatchObject({ code: 'not_found', status: 404 });
});

test('bytes come back whole, up to as many as were asked for', async () => {
  const bytes = randomBytes(1024 * 1024);
  gift.make = () => ({ ...abc('a.png'), stream: Readable.from([bytes]), length: bytes.length });
  expect(Buffer.from(await fetchBytes()).equals(bytes)).toBe(true);
  await expect(fetchBytes(bytes.length - 1)).rejects.toMatchObject({
    code: 'payload_too_large',
  });
});

test('what ends too early is no answer', async () => {
  gift.make = () => ({ ...abc('a.png'), length: 1000 });
  await expect(fetchBytes()).rejects.toMatchObject({ code: 'unreachable' });
});
