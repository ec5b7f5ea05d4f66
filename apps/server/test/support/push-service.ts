import { createDecipheriv, createECDH, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PushNote } from '@jiggy-care/protocol';
import { importJWK, jwtVerify } from 'jose';

/** What came for a browser, read as that browser reads it. */
export interface Brought {
  readonly note: PushNote;
  readonly ttlS: number;
  readonly urgency: string;
  readonly topic: string;
  /** By the clock of this machine. */
  readonly at: number;
}

const PATIENCE_MS = 10_000;

/** A browser that has subscribed at a push service: the only one that can read what is sent to it. */
export class Browser {
  readonly endpoint: string;
  private readonly pair = createECDH('prime256v1');
  private readonly secret = randomBytes(16);

  /** @param origin where its push service is */
  constructor(origin: string) {
    this.endpoint = `${origin}/${randomUUID()}`;
    this.pair.generateKeys();
  }

  /** As `PushSubscription.toJSON()` of a browser gives it. */
  get subscription(): { endpoint: string; keys: { p256dh: string; auth: string } } {
    const p256dh = this.pair.getPublicKey('base64url');
    return { endpoint: this.endpoint, keys: { p256dh, auth: this.secret.toString('base64url') } };
  }

  /** RFC 8291, 3.3 and 3.4, and RFC 8188, 2: one record that is the last. */
  read(body: Buffer): PushNote {
    const salt = body.subarray(0, 16);
    const keyLength = body.readUInt8(20);
    const senderKey = body.subarray(21, 21 + keyLength);
    const record = body.subarray(21 + keyLength);
    const shared = this.pair.computeSecret(senderKey);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.pair.getPublicKey(), senderKey]);
    const extracted = hmac(salt, expand(hmac(this.secret, shared), info, 32));
    const key = expand(extracted, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
    const nonce = expand(extracted, Buffer.from('Content-Encoding: nonce\0'), 12);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(record.subarray(-16));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    const end = padded.lastIndexOf(2);
    if (padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('the padding is none');
    return JSON.parse(padded.subarray(0, end).toString());
  }
}

const hmac = (key: Buffer, data: Buffer) => createHmac('sha256', key).update(data).digest();
const expand = (key: Buffer, info: Buffer, bytes: number) =>
  hmac(key, Buffer.concat([info, Buffer.from([1])])).subarray(0, bytes);

/** What a push service answers: a status, also with a wish to be left alone, or nothing. */
export type PushAnswer = number | 'hang' | { readonly status: number; readonly retryAfter: string };

/**
 * A push service: it takes what is encrypted and signed by the RFCs (8030, 8188, 8291, 8292), and refuses everything else
 * as those of browsers do.
 */
export class PushServiceDouble {
  answer: (endpoint: string, nth: number) => PushAnswer = () => 201;
  /** For each browser what was taken, in its order. */
  private readonly taken = new Map<string, Brought[]>();
  private readonly browsers = new Map<string, Browser>();
  private readonly tries = new Map<string, number>();
  private readonly server = createServer((request, response) => void this.receive(request, response));

  static async open(): Promise<PushServiceDouble> {
    const service = new PushServiceDouble();
    service.server.listen(0, '127.0.0.1');
    await once(service.server, 'listening');
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  newBrowser(): Browser {
    const browser = new Browser(this.origin);
    this.browsers.set(browser.endpoint, browser);
    return browser;
  }

  broughtTo({ endpoint }: Browser): readonly Brought[] {
    return this.taken.get(endpoint) ?? [];
  }

  triesAt({ endpoint }: Browser): number {
    return this.tries.get(endpoint) ?? 0;
  }

  /** The nth that is brought to a browser, from 1; waits for it. */
  async brought(browser: Browser, nth = 1): Promise<Brought> {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(5)) {
      const found = this.broughtTo(browser)[nth - 1];
      if (found !== undefined) return found;
    }
    throw new Error(`nothing was brought as number ${nth} in ${PATIENCE_MS} ms`);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const endpoint = `${this.origin}${request.url}`;
    const nth = (this.tries.get(endpoint) ?? 0) + 1;
    this.tries.set(endpoint, nth);
    const answer = this.answer(endpoint, nth);
    if (answer === 'hang') return;
    if (typeof answer === 'object') {
      response.writeHead(answer.status, { 'retry-after': answer.retryAfter }).end();
      return;
    }
    const browser = this.browsers.get(endpoint);
    if (answer !== 201 || browser === undefined) {
      response.writeHead(answer === 201 ? 410 : answer).end();
      return;
    }
    const fault = await this.faultOf(request);
    if (fault === undefined) this.take(endpoint, request, browser.read(Buffer.concat(chunks)));
    response.writeHead(fault === undefined ? 201 : 400).end(fault);
  }

  private take(endpoint: string, { headers }: IncomingMessage, note: PushNote): void {
    const { ttl, urgency, topic } = headers;
    const brought = {
      note,
      ttlS: Number(ttl),
      urgency: String(urgency),
      topic: String(topic),
      at: Date.now(),
    };
    this.taken.set(endpoint, [...(this.taken.get(endpoint) ?? []), brought]);
  }

  /** Signed for this service by the key that is named, good for a day at most, with somebody to write to (RFC 8292). */
  private async faultOf({ headers }: IncomingMessage): Promise<string | undefined> {
    if (headers['content-encoding'] !== 'aes128gcm') return 'another encoding';
    if (!/^[\w-]{1,32}$/.test(String(headers.topic))) return 'a bad topic';
    const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
    const point = Buffer.from(key, 'base64url');
    const x = point.subarray(1, 33).toString('base64url');
    const y = point.subarray(33).toString('base64url');
    try {
      const publicKey = await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256');
      const wanted = { audience: this.origin, requiredClaims: ['exp', 'sub'] };
      const { payload } = await jwtVerify(token, publicKey, wanted);
      const isForTooLong = (payload.exp ?? 0) > Date.now() / 1_000 + 24 * 3_600;
      return isForTooLong ? 'good for too long' : undefined;
    } catch {
      return 'a bad signature';
    }
  }
}
