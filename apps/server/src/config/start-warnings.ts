import { isLoopback } from './loopback.ts';

/** What of the settings there may be something to say of. */
interface Checked {
  readonly environment: string;
  readonly host: string | undefined;
  readonly tls: object | undefined;
  readonly trustedProxies: number;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly stunUrls: readonly string[];
  readonly turn: object | undefined;
  readonly socketAuth: string;
  readonly demo: boolean;
  readonly consultantSignup: string;
  readonly rateLimitFactor: number | undefined;
  readonly mail: object | undefined;
  readonly push: object | undefined;
}

/** What an operator should hear at start, loudly, though it is no fault: each sentence names the setting and the cure. */
export function startWarnings(config: Checked): string[] {
  return [
    ...(config.environment === 'production' ? productionWarnings(config) : openDoorWarnings(config)),
    ...rateLimitWarnings(config),
  ];
}

function productionWarnings(config: Checked): string[] {
  const warnings: string[] = [];
  if (config.tls === undefined && config.trustedProxies === 0 && !isHere(config.host)) {
    warnings.push(
      'HTTPS is nowhere to be seen: neither TLS_CERT nor TRUST_PROXY is set, so this is plain HTTP for everyone who ' +
        'reaches the port. Browsers give no camera and keep no sign-in there. Set TLS_CERT and TLS_KEY, or put a ' +
        'proxy that ends HTTPS in front and set TRUST_PROXY (and HOST=127.0.0.1 if it runs on this machine).',
    );
  }
  if (config.databaseUrl !== undefined && isUnencryptedDatabase(config.databaseUrl)) {
    warnings.push(
      'DATABASE_URL leads to another machine without encryption: whoever is in between reads every message. Add ' +
        'sslmode=verify-full (or at least sslmode=require) to it.',
    );
  }
  if (config.redisUrl?.startsWith('redis:') && !isLoopback(new URL(config.redisUrl).hostname)) {
    warnings.push(
      'REDIS_URL leads to another machine without encryption: messages pass through it. Set it to a rediss:// address.',
    );
  }
  if (config.stunUrls.length === 0 && config.turn === undefined) {
    warnings.push('Neither STUN_URLS nor TURN_URLS is set: calls will connect only within one network.');
  }
  if (config.mail === undefined) {
    warnings.push(
      'SMTP_URL is not set: nobody who has forgotten a password gets in by themselves, and nobody is reminded of ' +
        'an appointment. Set SMTP_URL, MAIL_FROM and PUBLIC_URL.',
    );
  }
  if (config.push === undefined) {
    warnings.push(
      'VAPID_PUBLIC_KEY is not set: while the app is closed no device rings, and none is told of messages. Make a pair ' +
        'of keys with `npm run admin -- push keys`.',
    );
  }
  return warnings;
}

/** Outside of production convenience comes first; that is for this machine alone. */
function openDoorWarnings({ host, socketAuth, demo, consultantSignup }: Checked): string[] {
  if (isHere(host)) return [];
  const open = [
    ...(socketAuth === 'optional' ? ['anyone may take any seat (SOCKET_AUTH=optional)'] : []),
    ...(demo ? ['the demo people have a public password (DEMO=true)'] : []),
    ...(consultantSignup === 'open' ? ['anyone may be a consultant (CONSULTANT_SIGNUP=open)'] : []),
  ];
  if (open.length === 0) return [];
  return [
    `HOST lets the whole network in, and this is not production: ${open.join(', ')}. For a look with a phone that is ` +
      'fine; with real people set NODE_ENV=production, or remove HOST.',
  ];
}

function rateLimitWarnings({ rateLimitFactor }: Checked): string[] {
  if (rateLimitFactor === 1) return [];
  return rateLimitFactor === undefined
    ? ['RATE_LIMITS=off: nothing is limited. This is for load tests only.']
    : [`RATE_LIMITS=${rateLimitFactor}: every limit is multiplied by it.`];
}

/** The driver encrypts only where it is told to. */
function isUnencryptedDatabase(databaseUrl: string): boolean {
  const { hostname, searchParams } = new URL(databaseUrl);
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  if (host === '' || host.startsWith('/') || isLoopback(host)) return false;
  if (/^(true|1)$/.test(searchParams.get('ssl') ?? '')) return false;
  const mode = searchParams.get('sslmode') ?? 'disable';
  return ['disable', 'allow', 'prefer'].includes(mode);
}

/** Where nothing is said, it listens on loopback. */
function isHere(host: string | undefined): boolean {
  return host === undefined || isLoopback(host);
}
