import { isIP } from 'node:net';
import { WEBHOOK_EVENTS, type WebhookEventType } from '@jiggy-care/protocol';
import { mayPostTo, type Reach } from './reach.ts';
import type { SettingsReader } from './settings-reader.ts';

/** Where to tell the operator's own systems what happens, and what of it. */
export interface WebhookSettings {
  /** In their order, which is how the outbox knows them. */
  readonly urls: readonly URL[];
  /** All of them sign: while a secret is being replaced a receiver may know either. */
  readonly keys: readonly Buffer[];
  readonly events: readonly WebhookEventType[];
  readonly content: 'ids' | 'content';
  readonly reach: Reach;
}

const MAX_SECRETS = 2;
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;
const SECRET_CURE =
  'Make one with `echo "whsec_$(openssl rand -base64 32)"`; while you replace it set both, the new one first, with a comma between.';

/** @returns `undefined` where nothing is to be posted */
export function readWebhooks(read: SettingsReader, production: boolean): WebhookSettings | undefined {
  const isPrivate = read.flag('WEBHOOK_PRIVATE', false);
  const reach: Reach = isPrivate ? 'private' : production ? 'public' : 'loopback';
  const urls = readUrls(read, reach);
  const keys = readKeys(read);
  const events = read.list('WEBHOOK_EVENTS', Object.keys(WEBHOOK_EVENTS).join(','), isEventType, {
    cure: `Give names from this list, separated by commas: ${Object.keys(WEBHOOK_EVENTS).join(', ')}.`,
  });
  const content = read.choice('WEBHOOK_CONTENT', ['ids', 'content'], 'ids');
  if (urls.length > 0 !== keys.length > 0 && read.faults.every((fault) => !fault.startsWith('WEBHOOK_'))) {
    read.fault(`WEBHOOK_URL and WEBHOOK_SECRET belong together: set both, or neither. ${SECRET_CURE}`);
  }
  if (urls.length === 0) return undefined;
  return { urls, keys, events: events.filter(isEventType), content, reach };
}

function readUrls(read: SettingsReader, reach: Reach): URL[] {
  const accepts = (text: string) => URL.canParse(text) && isPostable(new URL(text), reach);
  const texts = read.list('WEBHOOK_URL', '', accepts, {
    hint: (items) => hintOf(items.find((item) => !accepts(item)) ?? ''),
    cure: `Give addresses like https://app.example.org/hooks, separated by commas; ${REACH_WORDS[reach]}`,
  });
  const urls = texts.filter(accepts).map((text) => new URL(text));
  if (new Set(urls.map(({ href }) => href)).size < urls.length) {
    read.fault('WEBHOOK_URL holds an address twice: it would be told everything twice. Remove one of them.');
  }
  return urls;
}

const REACH_WORDS: Readonly<Record<Reach, string>> = {
  public: 'an address of your own network needs WEBHOOK_PRIVATE=true.',
  loopback:
    'http:// is for this machine alone, and another address of your own network needs WEBHOOK_PRIVATE=true.',
  private: 'http:// is for your own network alone.',
};

function isPostable({ protocol, hostname, username, password, hash }: URL, reach: Reach): boolean {
  if (!['http:', 'https:'].includes(protocol) || username + password + hash !== '') return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return mayPostTo(protocol, host, reach);
  // What another name leads to shows when it is connected to.
  if (host === 'localhost') return reach !== 'public';
  return protocol === 'https:' || reach === 'private';
}

/** Nothing of the text itself, which may hold a secret. */
function hintOf(text: string): string {
  if (!URL.canParse(text)) return '';
  const { username, password, hash } = new URL(text);
  if (username + password !== '')
    return 'One of them has a name or a password: the signature says who posts. ';
  return hash === '' ? '' : 'One of them has a part after #, which is never sent. ';
}

function readKeys(read: SettingsReader): Buffer[] {
  const secrets = read.list('WEBHOOK_SECRET', '', (text) => keyOf(text) !== undefined, {
    hint: () => `A secret is whsec_ and ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} random bytes in base64. `,
    cure: SECRET_CURE,
  });
  if (secrets.length > MAX_SECRETS) {
    read.fault('WEBHOOK_SECRET holds more than two secrets. Set the new one and the one it replaces.');
  }
  return secrets.flatMap((text) => keyOf(text) ?? []);
}

function keyOf(text: string): Buffer | undefined {
  const [, base64] = /^whsec_([A-Za-z\d+/]+={0,2})$/.exec(text) ?? [];
  if (base64 === undefined) return undefined;
  const key = Buffer.from(base64, 'base64');
  const isLong = key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES;
  return isLong && new Set(key).size >= 8 ? key : undefined;
}

function isEventType(text: string): text is WebhookEventType {
  return Object.hasOwn(WEBHOOK_EVENTS, text);
}
