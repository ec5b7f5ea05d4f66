import { existsSync } from 'node:fs';
import { type IssuerSettings, readIssuer } from './issuer-settings.ts';
import { type MailSettings, readMail, readPublicUrl } from './mail-settings.ts';
import { isOrigin, originHint } from './origins.ts';
import { type PushSettings, readPush } from './push-settings.ts';
import { type ReminderSettings, readReminders } from './reminder-settings.ts';
import { SettingsReader } from './settings-reader.ts';
import { startWarnings } from './start-warnings.ts';
import { readWebhooks, type WebhookSettings } from './webhook-settings.ts';

export type Environment = 'development' | 'test' | 'production';

/** Everything an operator can set, checked, with its unit in its name. See docs/operators.md. A class, so that it can be injected by type. */
export abstract class Config {
  abstract readonly environment: Environment;
  abstract readonly port: number;
  /** One address to listen on; `undefined` = both loopback addresses. */
  abstract readonly host: string | undefined;
  abstract readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** How many proxies in front of us are believed about the client's address. */
  abstract readonly trustedProxies: number;
  abstract readonly databaseUrl: string | undefined;
  abstract readonly dataDir: string;
  abstract readonly redisUrl: string | undefined;
  /** `undefined` in development: made once and kept in the data directory. */
  abstract readonly jwtSecret: string | undefined;
  abstract readonly socketAuth: 'optional' | 'required';
  abstract readonly refreshGraceS: number;
  /** How long a web page's session lives without being used, and at the very most. */
  abstract readonly webSessionIdleMs: number;
  abstract readonly webSessionMaxMs: number;
  abstract readonly corsOrigins: readonly string[];
  abstract readonly ringTimeoutMs: number;
  abstract readonly reconnectGraceMs: number;
  abstract readonly stunUrls: readonly string[];
  abstract readonly turn: { readonly urls: readonly string[]; readonly secret: string } | undefined;
  abstract readonly turnTtlS: number;
  abstract readonly consultantSignup: 'open' | 'closed';
  /** `required`: nobody books whose e-mail address is not known to be theirs. */
  abstract readonly emailVerification: 'optional' | 'required';
  /** Multiplies every rate limit; `undefined` = no limits at all. */
  abstract readonly rateLimitFactor: number | undefined;
  /** How many bookings one person makes; `undefined` = as many as one likes. */
  abstract readonly bookings: {
    readonly patientPerDay: number | undefined;
    readonly consultantPerDay: number | undefined;
    /** Bookings to come that a patient holds with one consultant. */
    readonly openPerPair: number;
  };
  /** The address that people use: an origin. */
  abstract readonly publicUrl: URL;
  /** `undefined` = no mail leaves the house; outside of production they are kept in the data directory then. */
  abstract readonly mail: MailSettings | undefined;
  /** `undefined` = nobody is told. */
  abstract readonly webhooks: WebhookSettings | undefined;
  /** `undefined` = no device is reached while the app is closed. */
  abstract readonly push: PushSettings | undefined;
  abstract readonly reminders: ReminderSettings;
  abstract readonly metricsToken: string | undefined;
  /** Each opens the operator's API; none = there is no such API. */
  abstract readonly serverKeys: readonly string[];
  /** Another issuer whose tokens are taken; `undefined` = ours alone. */
  abstract readonly trustedIssuer: IssuerSettings | undefined;
  /** For how many days an ended session, and a call that is over, are kept; `undefined` = for ever. */
  abstract readonly sessionsKeptDays: number;
  abstract readonly callsKeptDays: number | undefined;
  abstract readonly demo: boolean;
  abstract readonly logLevel: string;
  /** Things an operator should hear at start though nothing is wrong. */
  abstract readonly warnings: readonly string[];
}

/** The settings cannot be used; each fault is a sentence that names the variable and the cure. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

const MINUTE_MS = 60_000;
const MIN_SECRET_CHARS = 16;
const DOCUMENTED_ORIGINS = 'http://localhost:3000,http://localhost:5173,https://jiggy-care.onrender.com';
const DOCUMENTED_STUN = 'stun:stun.l.google.com:19302,stun:stun1.l.google.com:19302';

/**
 * Turns the environment into a {@link Config}, or says everything that is wrong with it at once.
 *
 * @throws ConfigFault
 * @source protocol P13.1, P13.2
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const read = new SettingsReader(env);
  const environment = read.choice('NODE_ENV', ['development', 'test', 'production'], 'development');
  const production = environment === 'production';
  const databaseUrl = read.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const allowEmbedded = read.flag('ALLOW_EMBEDDED_DATABASE', false);
  if (production && databaseUrl === undefined && !allowEmbedded) {
    read.fault(
      'DATABASE_URL is not set: production needs a PostgreSQL server. Set DATABASE_URL, or accept that a power ' +
        'loss may lose or corrupt data by setting ALLOW_EMBEDDED_DATABASE=true.',
    );
  }
  const redisUrl = read.url('REDIS_URL', ['redis:', 'rediss:']);
  if (redisUrl !== undefined && databaseUrl === undefined) {
    read.fault(
      'REDIS_URL is set but DATABASE_URL is not: several nodes cannot share the embedded database. Set DATABASE_URL.',
    );
  }

  const jwtSecret = read.text('JWT_SECRET');
  if (production && jwtSecret === undefined) {
    read.fault('JWT_SECRET is not set: production needs one. Make one with `openssl rand -base64 48`.');
  }
  if (jwtSecret !== undefined && Buffer.byteLength(jwtSecret) < 32) {
    read.fault(
      'JWT_SECRET is too short: it needs 32 bytes or more. Make one with `openssl rand -base64 48`.',
    );
  }
  if (jwtSecret !== undefined && !isVaried(jwtSecret)) {
    read.fault('JWT_SECRET is too simple to be secret. Make one with `openssl rand -base64 48`.');
  }

  const socketAuth = read.choice(
    'SOCKET_AUTH',
    ['optional', 'required'],
    production ? 'required' : 'optional',
  );
  if (production && socketAuth === 'optional') {
    read.fault(
      'SOCKET_AUTH=optional is refused in production: anyone could take any seat. Set it to required.',
    );
  }
  const demo = read.flag('DEMO', environment === 'development');
  if (production && demo) {
    read.fault('DEMO=true is refused in production: its passwords are public. Remove it.');
  }

  const certFile = read.text('TLS_CERT');
  const keyFile = read.text('TLS_KEY');
  if ((certFile === undefined) !== (keyFile === undefined)) {
    read.fault('TLS_CERT and TLS_KEY belong together: set both to the paths of PEM files, or neither.');
  }
  for (const [name, file] of [
    ['TLS_CERT', certFile],
    ['TLS_KEY', keyFile],
  ] as const) {
    if (file !== undefined && !existsSync(file)) {
      read.fault(`${name} names a file that does not exist. Set it to the path of a PEM file.`);
    }
  }

  const stunUrls = read.list(
    'STUN_URLS',
    production ? '' : DOCUMENTED_STUN,
    (url) => /^stuns?:[^\s/]+$/.test(url),
    {
      cure: 'Give STUN addresses like stun:stun.example.org:3478.',
    },
  );
  const turnUrls = read.list('TURN_URLS', '', (url) => /^turns?:[^\s/]+$/.test(url), {
    cure: 'Give TURN addresses like turn:turn.example.org:3478?transport=udp.',
  });
  const turnSecret = read.text('TURN_SECRET');
  if (turnUrls.length > 0 !== (turnSecret !== undefined)) {
    read.fault(
      "TURN_URLS and TURN_SECRET belong together: set both (the secret is coturn's static-auth-secret), or neither.",
    );
  }
  if (production && turnSecret !== undefined && isGuessable(turnSecret)) {
    read.fault('TURN_SECRET is too simple to be secret. Make one with `openssl rand -hex 32`.');
  }

  const metricsToken = read.text('METRICS_TOKEN');
  if (production && metricsToken !== undefined && isGuessable(metricsToken)) {
    read.fault('METRICS_TOKEN is too simple to be secret. Make one with `openssl rand -hex 32`.');
  }

  const serverKeys = read.list('SERVER_KEYS', '', isServerKey, {
    cure: 'Give keys of 32 characters or more without spaces, separated by commas. Make one with `openssl rand -hex 32`.',
  });

  const rateLimitFactor = read.rateLimits('RATE_LIMITS');
  const perDay = (name: string, fallback: number): number | undefined => {
    const figure = read.integer(name, fallback, 1, 100_000);
    return rateLimitFactor === undefined ? undefined : Math.max(1, Math.round(figure * rateLimitFactor));
  };

  const webSessionIdleMs = read.integer('WEB_SESSION_IDLE_MIN', 120, 5, 10_080) * MINUTE_MS;
  const webSessionMaxMs = read.integer('WEB_SESSION_MAX_H', 12, 1, 720) * 60 * MINUTE_MS;

  const port = read.integer('PORT', 3000, 0, 65_535);
  const mail = readMail(read);
  const emailVerification = read.choice('EMAIL_VERIFICATION', ['optional', 'required'], 'optional');
  if (production && emailVerification === 'required' && mail === undefined) {
    read.fault(
      'EMAIL_VERIFICATION=required needs mails: nobody could verify an address. Set SMTP_URL, or remove it.',
    );
  }
  const ownAddress = `${certFile === undefined ? 'http' : 'https'}://localhost:${port}`;

  const config: Omit<Config, 'warnings'> = {
    environment,
    port,
    host: read.text('HOST') ?? (production ? '0.0.0.0' : undefined),
    tls: certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : undefined,
    trustedProxies: read.integer('TRUST_PROXY', 0, 0, 16),
    databaseUrl,
    dataDir: read.text('DATA_DIR') ?? '.data',
    redisUrl,
    jwtSecret,
    socketAuth,
    refreshGraceS: read.integer('REFRESH_GRACE_S', 20, 0, 3_600),
    webSessionIdleMs,
    webSessionMaxMs,
    corsOrigins: read.list('CORS_ORIGINS', production ? '' : DOCUMENTED_ORIGINS, isOrigin, {
      hint: originHint,
      cure: 'Give exact origins like https://app.example.org, separated by commas; * is refused.',
    }),
    ringTimeoutMs: read.integer('CALL_RING_TIMEOUT_MS', 45_000, 100, 600_000),
    reconnectGraceMs: read.integer('CALL_RECONNECT_GRACE_MS', 30_000, 0, 600_000),
    stunUrls,
    turn:
      turnUrls.length > 0 && turnSecret !== undefined ? { urls: turnUrls, secret: turnSecret } : undefined,
    turnTtlS: read.integer('TURN_TTL_S', 3_600, 30, 86_400),
    consultantSignup: read.choice('CONSULTANT_SIGNUP', ['open', 'closed'], production ? 'closed' : 'open'),
    emailVerification,
    rateLimitFactor,
    bookings: {
      patientPerDay: perDay('BOOKINGS_PER_DAY', 10),
      consultantPerDay: perDay('BOOKINGS_PER_DAY_CONSULTANT', 200),
      openPerPair: read.integer('BOOKINGS_OPEN_PER_PAIR', 5, 1, 1_000),
    },
    publicUrl: readPublicUrl(read, ownAddress, production && mail !== undefined ? 'SMTP_URL' : undefined),
    mail,
    webhooks: readWebhooks(read, production),
    push: readPush(read, production),
    reminders: readReminders(read),
    metricsToken,
    serverKeys,
    trustedIssuer: readIssuer(read, production),
    sessionsKeptDays: read.integer('SESSIONS_KEPT_DAYS', 30, 1, 3_650),
    callsKeptDays: read.optionalInteger('CALLS_KEPT_DAYS', 1, 36_500),
    demo,
    logLevel: read.choice(
      'LOG_LEVEL',
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'info',
    ),
  };
  if (read.faults.length > 0) throw new ConfigFault(read.faults);
  return { ...config, warnings: startWarnings(config) };
}

function isGuessable(secret: string): boolean {
  return secret.length < MIN_SECRET_CHARS || !isVaried(secret);
}

/** As it stands in a header. */
function isServerKey(key: string): boolean {
  return /^[\x21-\x7e]{32,}$/.test(key) && isVaried(key);
}

function isVaried(secret: string): boolean {
  return new Set(secret).size >= 8;
}
