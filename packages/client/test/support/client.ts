import type { TestPerson } from '../../../../apps/server/test/support/people.ts';
import { type ChatClientOptions, createChatClient, standardPlatform } from '../../src/index.ts';
import type { Platform } from '../../src/platform/platform.ts';
import type { Here } from './server-here.ts';

/** Clients of one test file; all are disconnected at the end of a test. */
export class Clients {
  private readonly made: ReturnType<typeof createChatClient>[] = [];

  constructor(readonly here: Here) {}

  /** A client of someone who has a token already. */
  as(person: Pick<TestPerson, 'token'>, own: Partial<Platform> = {}, url = this.here.server.url) {
    return this.make({
      url,
      auth: { kind: 'token', getToken: () => person.token },
      platform: standardPlatform(own),
    });
  }

  make(options: Omit<ChatClientOptions, 'url'> & { readonly url?: string }) {
    const client = createChatClient({ url: this.here.server.url, ...options });
    this.made.push(client);
    return client;
  }

  closeAll(): void {
    for (const client of this.made.splice(0)) client.disconnect();
  }
}
