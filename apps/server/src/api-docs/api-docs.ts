import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { API_BASE } from '@jiggy-care/protocol';
import express from 'express';
import { asyncApiDocument, reachedAt } from './asyncapi.ts';
import { eventsPage } from './events-page.ts';
import { EVENTS_STYLE, ICON } from './events-style.ts';
import { openApiDocument } from './openapi.ts';
import { playgroundFile, playgroundPage, socketIoClient } from './playground-page.ts';
import { SWAGGER_PAGE_STYLE, swaggerPage, swaggerStarter } from './swagger-page.ts';

const DOCS = `${API_BASE}/api-docs`;
const ASSETS = `${DOCS}/assets`;

const ADDRESS = {
  restPage: DOCS,
  restJson: `${API_BASE}/api-docs-json`,
  eventsPage: `${DOCS}/events`,
  eventsJson: `${DOCS}/events-json`,
  playground: `${DOCS}/playground`,
  playgroundStyle: `${ASSETS}/playground.css`,
  playgroundScript: `${ASSETS}/playground.js`,
  socketIo: `${ASSETS}/socket.io.js`,
  eventsStyle: `${ASSETS}/events.css`,
  swaggerPageStyle: `${ASSETS}/swagger-page.css`,
  swaggerStarter: `${ASSETS}/swagger-starter.js`,
  icon: `${ASSETS}/icon.svg`,
} as const;

/** All that is served of swagger-ui-dist; the rest is source maps and a page for the petstore. */
const SWAGGER_FILES = ['/swagger-ui.css', '/swagger-ui-bundle.js'];

const NO_EMBEDDING = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PAGE_POLICY = `default-src 'none'; style-src 'self'; img-src 'self' data:; ${NO_EMBEDDING}`;
/** Of the pages that ask this server, and no other. */
const ASKING_POLICY = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; ${NO_EMBEDDING}`;

/**
 * Serves the documents of the interface below `/api/v1/api-docs`: Swagger UI, the page of socket events,
 * the playground beside it, the two JSON documents and what the pages load. Nothing is made before it is asked for,
 * and then kept; what names an address names the one by which it was asked for.
 * Only GET and HEAD are answered; everything else goes on to whatever comes after.
 *
 * @param app     an Express application or router at the root of the server
 * @param version of the server, as the documents state it
 */
export function mountApiDocs(app: express.IRouter, { version }: { version: string }): void {
  const serveAt = (
    address: string,
    type: string,
    bodyAt: (origin: string) => string,
    policy = PAGE_POLICY,
  ): void => {
    app.get(address, (request, response) => {
      secure(response, policy);
      // Express adds the ETag: a browser asks each time and is mostly told that nothing changed.
      response
        .set('Cache-Control', 'no-cache')
        .type(type)
        .send(bodyAt(originOf(request)));
    });
  };
  const serve = (address: string, type: string, make: () => string, policy = PAGE_POLICY): void =>
    serveAt(address, type, once(make), policy);

  const events = once(() => asyncApiDocument({ version }));
  serve(ADDRESS.restJson, 'json', () => JSON.stringify(openApiDocument({ version })));
  serveAt(
    ADDRESS.eventsJson,
    'json',
    lastKept((origin) => JSON.stringify(reachedAt(events(), origin))),
  );
  serveAt(
    ADDRESS.eventsPage,
    'html',
    lastKept((origin) =>
      eventsPage(reachedAt(events(), origin), {
        origin,
        style: ADDRESS.eventsStyle,
        icon: ADDRESS.icon,
        restPage: ADDRESS.restPage,
        playground: ADDRESS.playground,
        json: ADDRESS.eventsJson,
      }),
    ),
  );
  serve(
    ADDRESS.restPage,
    'html',
    () =>
      swaggerPage({
        swaggerStyle: `${ASSETS}/swagger-ui.css`,
        swaggerScript: `${ASSETS}/swagger-ui-bundle.js`,
        style: ADDRESS.swaggerPageStyle,
        starter: ADDRESS.swaggerStarter,
        icon: ADDRESS.icon,
        eventsPage: ADDRESS.eventsPage,
        json: ADDRESS.restJson,
      }),
    ASKING_POLICY,
  );
  serve(
    ADDRESS.playground,
    'html',
    () =>
      playgroundPage({
        eventsStyle: ADDRESS.eventsStyle,
        style: ADDRESS.playgroundStyle,
        script: ADDRESS.playgroundScript,
        socketIo: ADDRESS.socketIo,
        icon: ADDRESS.icon,
        eventsPage: ADDRESS.eventsPage,
        restPage: ADDRESS.restPage,
        json: ADDRESS.eventsJson,
        api: API_BASE,
      }),
    ASKING_POLICY,
  );
  serve(ADDRESS.playgroundStyle, 'css', () => playgroundFile('playground.css'));
  serve(ADDRESS.playgroundScript, 'js', () => playgroundFile('playground.js'));
  serve(ADDRESS.socketIo, 'js', socketIoClient);
  serve(ADDRESS.eventsStyle, 'css', () => EVENTS_STYLE);
  serve(ADDRESS.swaggerPageStyle, 'css', () => SWAGGER_PAGE_STYLE);
  serve(ADDRESS.swaggerStarter, 'js', () => swaggerStarter(ADDRESS.restJson));
  serve(ADDRESS.icon, 'svg', () => ICON);
  serveSwaggerFiles(app);
}

function serveSwaggerFiles(app: express.IRouter): void {
  // The server is bundled into one file, so the package is looked for only when somebody asks.
  const files = once(() => {
    const manifest = createRequire(import.meta.url).resolve('swagger-ui-dist/package.json');
    return express.static(dirname(manifest), { index: false, redirect: false, maxAge: '1 day' });
  });
  app.use(ASSETS, (request, response, next) => {
    if (!SWAGGER_FILES.includes(request.path)) return next();
    secure(response, PAGE_POLICY);
    files()(request, response, next);
  });
}

function secure(response: express.Response, policy: string): void {
  response.set({
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
}

/** Where the asker reached us, as a browser writes an origin. */
function originOf(request: express.Request): string {
  const address = `${request.protocol}://${request.get('host')}`;
  return URL.canParse(address) ? new URL(address).origin : `http://localhost:${request.socket.localPort}`;
}

/** Makes it anew for another origin than the last. Not one for each: whoever asks may invent hosts without end. */
function lastKept(make: (origin: string) => string): (origin: string) => string {
  let kept: { readonly origin: string; readonly body: string } | undefined;
  return (origin) => {
    if (kept?.origin !== origin) kept = { origin, body: make(origin) };
    return kept.body;
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
