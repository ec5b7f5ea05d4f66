import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookBody } from '@jiggy-care/protocol';
import { Webhook } from 'standardwebhooks';

/** One post, as it came. */
export interface Post {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly text: string;
  readonly body: WebhookBody;
  /** Which try of this event it is, from 1. */
  readonly nth: number;
}

/** A status, or what receivers do that are not well. */
export type Answer = number | 'hang' | 'die' | { readonly redirect: string } | Busy;

interface Busy {
  readonly status: number;
  readonly retryAfter: string;
}

/** Somebody's system that takes webhooks, or does not. */
export class WebhookReceiver {
  readonly posts: Post[] = [];
  /** Those that were answered 2xx, in the order of the answers. */
  readonly taken: Post[] = [];
  answer: (post: Post) => Answer = () => 204;
  private readonly tries = new Map<string, number>();
  private readonly server = createServer((request, response) => void this.receive(request, response));

  static async open(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  /** The types of what was taken, once each event. */
  get types(): string[] {
    return [...new Map(this.taken.map(({ id, body }) => [id, body.type])).values()];
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const id = String(request.headers['webhook-id']);
    const nth = (this.tries.get(id) ?? 0) + 1;
    this.tries.set(id, nth);
    const post: Post = {
      ...{ id, nth, text, body: JSON.parse(text) },
      timestamp: String(request.headers['webhook-timestamp']),
      signature: String(request.headers['webhook-signature']),
    };
    this.posts.push(post);
    const answer = this.answer(post);
    if (answer === 'hang') return;
    if (answer === 'die') return void response.destroy();
    if (typeof answer === 'object') {
      if ('redirect' in answer) response.writeHead(307, { location: answer.redirect }).end();
      else response.writeHead(answer.status, { 'retry-after': answer.retryAfter }).end();
      return;
    }
    if (answer < 300) this.taken.push(post);
    response.writeHead(answer).end('what a receiver says is read by nobody');
  }
}

/** Whether it was signed with this secret; judged by the library that receivers use, whatever time the clock shows. */
export function isSignedWith(secret: string, { id, timestamp, text, signature }: Post): boolean {
  const expected = new Webhook(secret).sign(id, new Date(Number(timestamp) * 1_000), text);
  return signature.split(' ').includes(expected);
}
