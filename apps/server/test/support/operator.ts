import { randomUUID } from 'node:crypto';
import type { KnownPerson, MintedToken, UserRole } from '@jiggy-care/protocol';
import { ask, type Reply } from './api.ts';
import type { TestServer } from './test-server.ts';

export const SERVER_KEY = 'a-key-of-a-server-in-tests-0123456789';

/** What the server of an app with a login of its own does. */
export class AppServer {
  constructor(
    private readonly server: Pick<TestServer, 'api'>,
    private readonly key = SERVER_KEY,
  ) {}

  // biome-ignore lint/suspicious/noExplicitAny: see ask
  ask<B = any>(method: string, path: string, body?: unknown): Promise<Reply<B>> {
    return ask<B>(this.server.api, method, `/admin${path}`, { token: this.key, body });
  }

  async keep(role: UserRole, differing: object = {}): Promise<KnownPerson> {
    const person = { externalId: `customer-${randomUUID()}`, name: `Some ${role}`, role, ...differing };
    const { status, body, text } = await this.ask<KnownPerson>('POST', '/people', person);
    if (status !== 200) throw new Error(`cannot keep a person: ${status} ${text}`);
    return body;
  }

  async mint({ id }: { readonly id: string }): Promise<MintedToken> {
    const { status, body, text } = await this.ask<MintedToken>('POST', `/people/${id}/tokens`);
    if (status !== 201) throw new Error(`cannot mint a token: ${status} ${text}`);
    return body;
  }
}
