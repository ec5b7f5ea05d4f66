import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { API_BASE } from '@jiggy-care/protocol';
import type { IRouter, RequestHandler } from 'express';
import expressStaticGzip, { type ExpressStaticGzipOptions } from 'express-static-gzip';

/** Where the build puts the pages, seen from the bundle of the server. */
export const WEB_APP_FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

const PAGE = 'index.html';
const YEAR_S = 31_536_000;
/** Pages of the app are places in it, not files: no extension, and no door of the API. */
const NOT_A_PAGE = /^\/(api|socket\.io|metrics)(\/|$)|\.[a-z0-9]+$/i;

/**
 * What the pages may do. Nothing comes from anyone else, no script or style stands in a page, and nobody may
 * frame one. Pictures and sounds of calls are blobs and streams of the page itself.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: mediastream:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const policyHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader(
    'Permissions-Policy',
    'camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), geolocation=(), payment=()',
  );
  next();
};

/** The page cannot see it. Told of it with the page, a stranger's app need not ask who is signed in and be refused. */
const ACCESS_COOKIE = /(?:^|;\s*)access_token=[^;\s]/;

/** Serves files, compressed where the build has put a compressed one beside them and the browser takes it. */
function files(folder: string, serveStatic: ExpressStaticGzipOptions['serveStatic']): RequestHandler {
  const serve = expressStaticGzip(folder, {
    enableBrotli: true,
    index: false,
    orderPreference: ['br', 'gz'],
    serveStatic: { ...serveStatic, index: false },
  });
  // It would answer by itself to what is no path, in words of its own.
  return (request, response, next) => (isReadable(request.path) ? serve(request, response, next) : next());
}

function isReadable(path: string): boolean {
  try {
    // What comes of it is used, since the bundler leaves out a call whose only effect is to throw.
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** Serves the web app; where it was not built, `/` leads to the API documents. */
export function mountWebApp(app: IRouter, folder: string): void {
  if (!existsSync(join(folder, PAGE))) {
    app.get('/', (_request, response) => response.redirect(302, `${API_BASE}/api-docs`));
    return;
  }
  // names of built files hold a hash of their content
  app.use(
    '/assets',
    policyHeaders,
    files(join(folder, 'assets'), { immutable: true, maxAge: YEAR_S * 1000 }),
  );
  app.use(policyHeaders, files(folder, { redirect: false, cacheControl: false }));
  app.get(/.*/, (request, response, next) => {
    if (NOT_A_PAGE.test(request.path)) {
      next();
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader(
      'Server-Timing',
      `session;desc=${ACCESS_COOKIE.test(request.headers.cookie ?? '') ? 'in' : 'out'}`,
    );
    // by its name: a folder above whose name begins with a dot is no secret
    response.sendFile(PAGE, { root: folder });
  });
}
