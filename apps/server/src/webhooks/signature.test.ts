import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { signatureOf } from './signature.ts';

const keys = ['the first key, which is 32 bytes', 'and the other one, 32 bytes too.'].map((text) =>
  Buffer.from(text),
);
const body = JSON.stringify({ type: 'message.created', note: 'ä €' });
const timestamp = Math.floor(Date.now() / 1_000);
const headersOf = (signature: string) => ({
  'webhook-id': 'an-id',
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signature,
});

it('is accepted by the library that receivers use, by whichever of the keys they know', () => {
  const headers = headersOf(signatureOf({ id: 'an-id', timestamp, body }, keys));
  for (const key of keys)
    expect(new Webhook(`whsec_${key.toString('base64')}`).verify(body, headers)).toEqual(JSON.parse(body));
});

it('is refused by it for another body, another id, another time, another key', () => {
  const receiver = new Webhook(`whsec_${keys[0]?.toString('base64')}`);
  const others = [
    signatureOf({ id: 'an-id', timestamp, body: `${body} ` }, keys),
    signatureOf({ id: 'another', timestamp, body }, keys),
    signatureOf({ id: 'an-id', timestamp: timestamp - 1, body }, keys),
    signatureOf({ id: 'an-id', timestamp, body }, keys.slice(1)),
  ];
  for (const signature of others)
    expect(() => receiver.verify(body, headersOf(signature))).toThrow('No matching signature');
});
