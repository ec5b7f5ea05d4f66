import { AssembledClient } from '../../src/assembled-client.ts';
import { openWith } from '../../src/connection/socket-io.ts';
import type { Http, Platform } from '../../src/platform/platform.ts';
import { standardPlatform } from '../../src/platform/standard-platform.ts';

/** As much of a browser as it takes to sign in with cookies from Node: one jar, an origin, several windows. */
export class CookieBrowser {
  readonly jar = new Map<string, string>();
  readonly asked: string[] = [];
  private readonly open: AssembledClient[] = [];

  constructor(private readonly url: string) {}

  openWindow(own: Partial<Platform> = {}): AssembledClient {
    const platform = standardPlatform({ http: this.http, ...own });
    const client = new AssembledClient(
      { url: this.url, auth: { kind: 'cookie' }, platform },
      (request, listener) => openWith(request, listener, { extraHeaders: this.headers }),
    );
    this.open.push(client);
    return client;
  }

  closeAll(): void {
    for (const client of this.open.splice(0)) client.disconnect();
  }

  private get headers(): Record<string, string> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    return { Origin: this.url, ...(cookie === '' ? {} : { cookie }) };
  }

  private readonly http: Http = async (url, { method, headers, body }) => {
    this.asked.push(`${method} ${new URL(url).pathname.replace('/api/v1', '')}`);
    const reply = await fetch(url, {
      method,
      headers: { ...headers, ...this.headers },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return reply;
  };
}
