// Keeps the app itself, so that it opens without a network. Never an answer of the API: what people wrote is
// kept by the SDK, encrypted, and only where the person said that the device is theirs.
// VERSION and FILES are written above by plugin.ts.

const CACHE = `shell-${VERSION}`;
/** A network that says nothing for this long counts as none. */
const PATIENCE_MS = 3000;

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(FILES);
      const page = await cache.match('/', { ignoreVary: true });
      await cache.put('/', untold(page));
    })(),
  );
});

/** The page to keep. Whether somebody was signed in when it was fetched says nothing of the day it is shown. */
function untold(page) {
  const headers = new Headers(page.headers);
  headers.delete('Server-Timing');
  return new Response(page.body, { headers });
}

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith('shell-') && name !== CACHE) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (/^\/(api|socket\.io|metrics)(\/|$)/.test(url.pathname)) return;
  // Sound is asked for in parts, and Safari plays none that comes whole.
  if (request.headers.has('range')) return;
  if (request.mode === 'navigate') event.respondWith(openPage(request));
  else if (FILES.includes(url.pathname)) event.respondWith(openFile(request));
});

/** The newest page, or the kept one when the network is slow or gone: every address shows the same page. */
async function openPage(request) {
  const kept = await find('/');
  try {
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
    return answer.status >= 500 && kept ? kept : answer;
  } catch (reason) {
    if (kept) return kept;
    throw reason;
  }
}

async function openFile(request) {
  return (await find(request)) ?? fetch(request);
}

/** `Vary: Origin` of the server would hide module scripts, which are asked for with an origin. */
async function find(request) {
  return (await caches.open(CACHE)).match(request, { ignoreVary: true, ignoreSearch: true });
}

// The page asks to tell of a message; it is told unless some window of the app is being looked at.
self.addEventListener('message', (event) => {
  if (event.data?.kind !== 'notify') return;
  const { title, body, tag, url } = event.data;
  event.waitUntil(
    (async () => {
      const windows = await appWindows();
      if (windows.some((client) => client.visibilityState === 'visible')) return;
      await self.registration.showNotification(title, {
        body,
        tag,
        icon: '/icons/icon-192.png',
        badge: '/icons/badge-96.png',
        data: { url },
      });
    })(),
  );
});
