import { type LookupAddress, type LookupAllOptions, type LookupOptions, lookup } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { mayPostTo, type Reach } from '../config/reach.ts';
import type { Answer } from './retry-after.ts';

/** Finds all addresses of a name, as `dns.lookup` does. */
export type Resolve = (
  name: string,
  how: LookupAllOptions,
  done: (error: Error | null, found: LookupAddress[]) => void,
) => void;
type OnLookup = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Why a receiver has not taken it. */
export interface Refusal {
  /** What was wrong, in a word or two. */
  readonly fault: string;
  /** Where there was one. */
  readonly answer?: Answer;
}

/** A receiver that has not answered by then has not taken it. */
const TIMEOUT_MS = 10_000;
const REFUSED_ADDRESS = 'address not allowed';

/** Where to post to. */
interface GuardedPostOptions {
  readonly reach: Reach;
  readonly maxSockets: number;
  readonly timeoutMs?: number | undefined;
  readonly resolve?: Resolve | undefined;
}

/**
 * Posts over HTTP, and looks at the address when it connects: a name that was public at the start may lead elsewhere now.
 * It follows no redirect, since that would lead past this look.
 *
 * @source protocol P14.6, P16.9
 */
export class GuardedPost {
  private readonly agents: { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent };

  private readonly reach: Reach;
  private readonly timeoutMs: number;
  private readonly resolve: Resolve;

  constructor({ reach, maxSockets, timeoutMs = TIMEOUT_MS, resolve = lookup }: GuardedPostOptions) {
    this.reach = reach;
    this.timeoutMs = timeoutMs;
    this.resolve = resolve;
    const options = { keepAlive: true, maxSockets };
    this.agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) };
  }

  /**
   * @param stop ends it early
   * @returns    nothing where the receiver took it
   */
  post(
    url: URL,
    headers: Record<string, string>,
    body: string | Buffer,
    stop: AbortSignal,
  ): Promise<Refusal | undefined> {
    const scheme = url.protocol as 'http:' | 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // No name, so nothing is looked up.
    if (isIP(host) !== 0 && !mayPostTo(scheme, host, this.reach))
      return Promise.resolve({ fault: REFUSED_ADDRESS });
    const send = scheme === 'https:' ? requestHttps : requestHttp;
    const late = AbortSignal.timeout(this.timeoutMs);
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: this.agents[scheme],
      signal: AbortSignal.any([late, stop]),
      lookup: (name: string, how: LookupOptions, done: OnLookup) => this.lookUp(scheme, name, how, done),
    };
    return new Promise((settle) => {
      const request = send(url, options, (response) => {
        settle(readRefusal(response));
        // What else it says is of no interest; it has the rest of the time to say it.
        response.on('error', () => {}).resume();
      });
      request.on('error', (error: NodeJS.ErrnoException) =>
        settle({ fault: late.aborted ? 'timeout' : (error.code ?? 'no answer') }),
      );
      request.end(body);
    });
  }

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  /** Gives only those addresses that may be connected to. */
  private lookUp(scheme: string, name: string, how: LookupOptions, done: OnLookup): void {
    this.resolve(name, { ...how, all: true }, (error, found) => {
      if (error) return done(error, '');
      const allowed = found.filter(({ address }) => mayPostTo(scheme, address, this.reach));
      const [first] = allowed;
      if (first === undefined)
        return done(Object.assign(new Error(REFUSED_ADDRESS), { code: REFUSED_ADDRESS }), '');
      if (how.all) return done(null, allowed);
      return done(null, first.address, first.family);
    });
  }
}

function readRefusal({ statusCode: status = 0, headers }: IncomingMessage): Refusal | undefined {
  if (status >= 200 && status < 300) return undefined;
  return {
    fault: `status ${status}`,
    answer: { status, retryAfter: headers['retry-after'], date: headers.date },
  };
}
