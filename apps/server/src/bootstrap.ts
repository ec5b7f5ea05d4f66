import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { API_BASE, ROUTES, type Route } from '@jiggy-care/protocol';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mountApiDocs } from './api-docs/api-docs.ts';
import { AppModule } from './app.module.ts';
import type { Config } from './config/config.ts';
import { accessLog } from './edge/access-log.ts';
import { bytesBody } from './edge/bytes-body.ts';
import { ClientAddresses } from './edge/client-address.ts';
import { cors } from './edge/cors.ts';
import { HttpErrorFilter } from './edge/http-error.filter.ts';
import { jsonBody } from './edge/json-body.ts';
import { Listeners } from './edge/listeners.ts';
import { noteRefusedOrigin, onlyKnownHost } from './edge/origin-gate.ts';
import { OriginPolicy } from './edge/origin-policy.ts';
import { tellRateLimits } from './edge/rate-limit-headers.ts';
import { assignRequestId } from './edge/request-id.ts';
import { securityHeaders } from './edge/security-headers.ts';
import { hasItsOwnPace } from './edge/sender-pace.ts';
import { refuseUnreadable } from './edge/unreadable-request.ts';
import { mountKeptMails } from './mail/kept-mails-page.ts';
import { Mail } from './mail/mail.ts';
import { Metrics } from './operations/metrics.ts';
import { metricsEndpoint } from './operations/metrics-endpoint.ts';
import { NestLog } from './operations/nest-log.ts';
import { version } from './operations/version.ts';
import type { Ground } from './platform/platform.module.ts';
import { ChatSocketAdapter } from './realtime/socket-adapter.ts';
import { SocketLifecycle } from './realtime/socket-lifecycle.ts';
import { mountUnsubscribePage } from './unread-mail/unsubscribe-page.ts';
import { Unsubscribing } from './unread-mail/unsubscribing.ts';
import { mountWebApp, WEB_APP_FOLDER } from './web-app/web-app.ts';

/**
 * Longer than proxies keep a connection that nobody uses (60 s with most): the side that reuses it must be the
 * one that closes it, or a request now and then meets a closed door.
 */
const KEEP_ALIVE_MS = 72_000;
/** Of Node's own options, which Nest passes on without knowing them. */
const TLS_LIMITS = { handshakeTimeout: 10_000 };

/** A server that accepts requests and sockets. */
export interface RunningServer {
  readonly port: number;
  /** The application, for those who need one of its parts. */
  readonly app: NestExpressApplication;
  /** Stops accepting, answers what was begun, closes the sockets. The ground stays open. */
  close(): Promise<void>;
}

/** What is served: our house as it is, unless a test adds a room and its routes. */
export interface Served {
  readonly module: DynamicModule;
  readonly routes: readonly Route[];
}

/** Builds the application on its ground and starts to listen; shared by `main` and the tests. */
export async function startServer(
  ground: Ground,
  { module, routes }: Served = { module: AppModule.on(ground), routes: Object.values(ROUTES) },
): Promise<RunningServer> {
  const { config, log } = ground;
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLog(log),
    ...(config.tls === undefined ? {} : { httpsOptions: { ...readPair(config.tls), ...TLS_LIMITS } }),
  });
  const errors = new HttpErrorFilter(log, config, app.get(Metrics), routes);
  arrange(app, ground, errors, routes);
  await app.init();
  app.use(errors.nothingHere);
  const server = app.getHttpServer() as Server;
  server.on('clientError', (error: Error & { code?: string }, connection) => {
    if (!hasItsOwnPace(error, connection)) refuseUnreadable(error, connection);
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const listeners = await Listeners.open(server, config.port, config.host);
  return {
    port: listeners.port,
    app,
    close: async () => {
      listeners.stopAccepting();
      await app.get(SocketLifecycle).drain();
      listeners.cutUpgraded();
      await app.close();
      await listeners.closed();
    },
  };
}

function arrange(
  app: NestExpressApplication,
  { config, log }: Ground,
  errors: HttpErrorFilter,
  routes: readonly Route[],
): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', config.trustedProxies);
  app.setGlobalPrefix(API_BASE.slice(1));
  app.use(
    assignRequestId,
    accessLog(log, app.get(Metrics), app.get(ClientAddresses)),
    securityHeaders(config),
  );
  const origins = app.get(OriginPolicy);
  app.use(onlyKnownHost(origins), noteRefusedOrigin(origins));
  app.enableCors(cors(config.corsOrigins));
  mountUnsubscribePage(app.getHttpAdapter().getInstance(), app.get(Unsubscribing));
  app.use(bytesBody(routes), ...jsonBody(), tellRateLimits);
  mountApiDocs(app.getHttpAdapter().getInstance(), { version });
  const { kept } = app.get(Mail);
  if (kept !== undefined) mountKeptMails(app.getHttpAdapter().getInstance(), kept);
  mountWebApp(app.getHttpAdapter().getInstance(), WEB_APP_FOLDER);
  const metrics = metricsEndpoint(app.get(Metrics), {
    token: config.metricsToken,
    open: config.environment !== 'production',
  });
  app.getHttpAdapter().getInstance().get('/metrics', metrics);
  app.useGlobalFilters(errors);
  app.useWebSocketAdapter(new ChatSocketAdapter(app));
}

function readPair({ certFile, keyFile }: NonNullable<Config['tls']>): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}
