import { createECDH } from 'node:crypto';
import type { Reach } from './reach.ts';
import type { SettingsReader } from './settings-reader.ts';

/** The pair of keys by which push services know this server (RFC 8292), base64url. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** How devices are reached while the app is closed. */
export interface PushSettings {
  /** `undefined` outside of production: made once and kept in the data directory. */
  readonly keys: VapidKeys | undefined;
  /** Whom a push service writes to when something is wrong. */
  readonly subject: string;
  /** The only hosts that anything is sent to; `*.` in front stands for any name below. */
  readonly hosts: readonly string[];
  readonly reach: Reach;
}

const BROWSERS = [
  'fcm.googleapis.com',
  '*.push.services.mozilla.com',
  '*.notify.windows.com',
  '*.push.apple.com',
].join(',');
const DEVELOPMENT_SUBJECT = 'mailto:development@example.org';
const SUBJECT = 'mailto: and an e-mail address of yours, or an address that begins with https://';
const KEYS_CURE = 'Make a pair with `npm run admin -- push keys`.';

/** @returns `undefined` where no device is reached */
export function readPush(read: SettingsReader, production: boolean): PushSettings | undefined {
  const keys = readKeys(read);
  const subject = read.text('VAPID_SUBJECT');
  if (subject !== undefined && !isSubject(subject)) {
    read.fault(`VAPID_SUBJECT must be ${SUBJECT}.`);
  }
  if (production && keys !== undefined && subject === undefined) {
    read.fault(
      `VAPID_SUBJECT is not set: push services want to know whom to write to. Set it to ${SUBJECT}.`,
    );
  }
  const hosts = read.list('PUSH_HOSTS', BROWSERS, (host) => isHost(host, production), {
    cure: `Give names of hosts like fcm.googleapis.com or *.push.apple.com, separated by commas: no https://, no port, no path${
      production ? ', and in production not this machine' : ''
    }.`,
  });
  if (production && keys === undefined) return undefined;
  return { keys, subject: subject ?? DEVELOPMENT_SUBJECT, hosts, reach: production ? 'public' : 'loopback' };
}

/**
 * Whether something may be sent to this address, by its name; what the name leads to shows when it is connected to.
 *
 * @source protocol P16.9
 */
export function isPushAddress(
  text: string,
  { hosts, reach }: Pick<PushSettings, 'hosts' | 'reach'>,
): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password } = new URL(text);
  if (username + password !== '' || !hosts.some((host) => fits(hostname, host))) return false;
  if (protocol === 'https:' && port === '') return true;
  return reach === 'loopback' && isThisMachine(hostname);
}

function fits(hostname: string, host: string): boolean {
  return host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host;
}

const isThisMachine = (host: string) => host === '127.0.0.1' || host === 'localhost';

function isHost(host: string, production: boolean): boolean {
  if (isThisMachine(host)) return !production;
  return /^(\*\.)?([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z]{2,}$/.test(host);
}

function isSubject(text: string): boolean {
  return (
    /^mailto:[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text) || (URL.canParse(text) && text.startsWith('https://'))
  );
}

function readKeys(read: SettingsReader): VapidKeys | undefined {
  const publicKey = read.text('VAPID_PUBLIC_KEY');
  const privateKey = read.text('VAPID_PRIVATE_KEY');
  if (publicKey === undefined && privateKey === undefined) return undefined;
  if (publicKey === undefined || privateKey === undefined) {
    read.fault(`VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY belong together: set both, or neither. ${KEYS_CURE}`);
    return undefined;
  }
  if (publicKeyOf(privateKey) !== publicKey) {
    read.fault(`VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are no pair of keys. ${KEYS_CURE}`);
    return undefined;
  }
  return { publicKey, privateKey };
}

/** @returns `undefined` for what is no private key */
function publicKeyOf(privateKey: string): string | undefined {
  if (!/^[A-Za-z\d_-]{43}$/.test(privateKey)) return undefined;
  try {
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(privateKey, 'base64url');
    return pair.getPublicKey('base64url');
  } catch {
    return undefined;
  }
}
