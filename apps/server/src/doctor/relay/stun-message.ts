import { createHash, createHmac } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** What is spoken here of STUN and TURN (RFC 8489, RFC 8656). */
export const METHOD = {
  binding: 0x001,
  send: 0x006,
  data: 0x007,
  allocate: 0x003,
  createPermission: 0x008,
} as const;
export const ATTRIBUTE = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  peer: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  relayed: 0x0016,
  family: 0x0017,
  transport: 0x0019,
} as const;
export const INDICATION = 0x0010;

export type Attribute = readonly [type: number, value: Buffer];

export interface Secrets {
  readonly username: string;
  readonly credential: string;
  readonly realm: Buffer;
  readonly nonce: Buffer;
}

const COOKIE = Buffer.from('2112a442', 'hex');
const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 24;

/** @param id twelve bytes that the answer repeats */
export function encodeMessage(type: number, id: Buffer, attributes: readonly Attribute[]): Buffer {
  const body = Buffer.concat(
    attributes.flatMap(([kind, value]) => [
      words(kind, value.length),
      value,
      Buffer.alloc(-value.length & 3),
    ]),
  );
  return Buffer.concat([words(type, body.length), COOKIE, id, body]);
}

/** Signed with long-term credentials. */
export function encodeSigned(
  type: number,
  id: Buffer,
  attributes: readonly Attribute[],
  { username, credential, realm, nonce }: Secrets,
): Buffer {
  const known: Attribute[] = [
    ...attributes,
    [ATTRIBUTE.username, Buffer.from(username)],
    [ATTRIBUTE.realm, realm],
    [ATTRIBUTE.nonce, nonce],
  ];
  const withSignature = (signature: Buffer) =>
    encodeMessage(type, id, [...known, [ATTRIBUTE.integrity, signature]]);
  const key = createHash('md5').update(`${username}:${realm}:${credential}`).digest();
  // What is signed gives a length that counts the signature already.
  const unsigned = withSignature(Buffer.alloc(20)).subarray(0, -INTEGRITY_BYTES);
  return withSignature(createHmac('sha1', key).update(unsigned).digest());
}

export function idOf(message: Buffer): string {
  return message.toString('hex', 8, HEADER_BYTES);
}

export function attributesOf(message: Buffer): Map<number, Buffer> {
  const attributes = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= message.length; ) {
    const length = message.readUInt16BE(at + 2);
    attributes.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + length + (-length & 3);
  }
  return attributes;
}

/** The code of a refusal; `undefined` for a success. */
export function errorOf(message: Buffer): number | undefined {
  const error = attributesOf(message).get(ATTRIBUTE.error);
  return error === undefined ? undefined : error.readUInt8(2) * 100 + error.readUInt8(3);
}

/** The value of an attribute that names an address; hidden from meddling routers by the cookie and the id. */
export function maskedAddress(address: string, port: number, id: Buffer): Buffer {
  const bytes = isIPv4(address) ? Buffer.from(address.split('.').map(Number)) : bytesOfV6(address);
  const mask = Buffer.concat([COOKIE, id]);
  return Buffer.concat([
    words(bytes.length === 4 ? 1 : 2, port ^ COOKIE.readUInt16BE(0)),
    Buffer.from(bytes.map((byte, index) => byte ^ mask.readUInt8(index))),
  ]);
}

/** @returns an address of IPv4 */
export function unmaskedAddress(value: Buffer): string {
  return [...value.subarray(4, 8)].map((byte, index) => byte ^ COOKIE.readUInt8(index)).join('.');
}

export function maskedPortOf(value: Buffer): number {
  return value.readUInt16BE(2) ^ COOKIE.readUInt16BE(0);
}

function bytesOfV6(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const groups = (part: string) => part.split(':').filter(Boolean).flatMap(groupsOf);
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array<number>(8 - before.length - after.length).fill(0);
  return words(...before, ...zeros, ...after);
}

/** One group of four digits, or the two that an address of version 4 stands for. */
function groupsOf(text: string): number[] {
  if (!isIPv4(text)) return [Number.parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}
