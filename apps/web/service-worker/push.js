// What comes from the server while the app is closed, encrypted for this browser alone. Nothing of it is kept or logged.

const ICONS = { icon: '/icons/icon-192.png', badge: '/icons/badge-96.png' };
const API = '/api/v1';
/** After a note that says so little that it need not stay. */
const BRIEFLY_MS = 2000;
/** What comes soon after another in the same place makes no sound. */
const QUIET_AFTER_MS = 60_000;

self.addEventListener('push', (event) => {
  const note = readNote(event.data);
  event.waitUntil(note === undefined ? Promise.resolve() : tell(note));
});

function readNote(data) {
  try {
    return data?.json();
  } catch {
    return undefined;
  }
}

async function tell(note) {
  const windows = await appWindows();
  const isLookedAt = windows.some((client) => client.visibilityState === 'visible');
  const [standing] = await self.registration.getNotifications({ tag: note.tag });
  if (note.kind === 'call-over') await tellEnd(note, standing, isLookedAt);
  else if (note.kind === 'test' || !isLookedAt) await show(note, standing, windows.length > 0);
  else if (demandsNotes()) await showBriefly(note);
  if (note.receipt) await post('/push/receipts', { token: note.receipt });
}

/**
 * A page that is open has told by itself, and knows more than we do; but a ring is told with its buttons. What a page has
 * told before it was closed says nothing of what comes now.
 */
async function show(note, standing, hasPage) {
  const isOfPage = standing !== undefined && !standing.data?.isPushed;
  if (note.kind === 'message' && hasPage && isOfPage) return;
  const age = Date.parse(note.sentAt) - (standing?.data?.sentAt ?? 0);
  await self.registration.showNotification(note.title, {
    ...optionsOf(note),
    renotify: note.kind !== 'message' || age > QUIET_AFTER_MS,
    requireInteraction: note.kind === 'call',
    actions: [
      ...(note.answer ? [{ action: 'answer', title: note.answer }] : []),
      ...(note.decline ? [{ action: 'decline', title: note.decline.title }] : []),
    ],
    ...(note.kind === 'call' ? { vibrate: [600, 300, 600, 300, 600] } : {}),
  });
}

/** Only what was missed stays; that it was answered or declined elsewhere is said without a sound, and goes by itself. */
async function tellEnd(note, standing, isLookedAt) {
  if (note.outcome !== 'missed') {
    if (standing !== undefined || !isLookedAt) await showBriefly(note);
    return;
  }
  // The page that is looked at has told it, or does so now.
  if (isLookedAt) standing?.close();
  else if (standing === undefined || standing.data?.isPushed)
    await self.registration.showNotification(note.title, optionsOf(note));
}

/** Browsers want to see a note for each push. When they have, it is closed; where the worker ends before, it stays. */
async function showBriefly(note) {
  await self.registration.showNotification(note.title, { ...optionsOf(note), silent: true });
  setTimeout(async () => {
    for (const shown of await self.registration.getNotifications({ tag: note.tag })) shown.close();
  }, BRIEFLY_MS);
}

/** Safari takes the permission away from who shows nothing, also while the app is looked at. */
function demandsNotes() {
  return /^(?!.*(Chrome|Chromium|Firefox)).*Safari/.test(navigator.userAgent);
}

function optionsOf({ body, lang, tag, url, sentAt, kind, callId, decline }) {
  const data = {
    url,
    kind,
    callId,
    declineToken: decline?.token,
    isPushed: true,
    sentAt: Date.parse(sentAt),
  };
  return { ...ICONS, body, lang, tag, data, timestamp: data.sentAt };
}

/** @returns whether the server has taken it */
async function post(path, body) {
  try {
    const headers = { 'Content-Type': 'application/json', 'X-Client-Type': 'web' };
    const answer = await fetch(API + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.ok;
  } catch {
    return false;
  }
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url, callId, declineToken } = event.notification.data;
  event.waitUntil(event.action === 'decline' ? decline(callId, declineToken, url) : openApp(url));
});

/** Where it cannot be declined from here the app shows why. */
async function decline(callId, pushToken, url) {
  if (!(await post(`/chat/calls/${callId}/decline`, { pushToken }))) await openApp(url);
}

async function openApp(url) {
  const [client] = await appWindows();
  if (client === undefined) return self.clients.openWindow(url);
  client.postMessage({ kind: 'open', url });
  await client.focus();
}

// The browser has dropped or renewed it by itself. Who is signed in no more says it at the next start of the app.
self.addEventListener('pushsubscriptionchange', (event) => {
  const options = event.oldSubscription?.options;
  if (!options) return;
  event.waitUntil(
    self.registration.pushManager
      .subscribe({ userVisibleOnly: true, applicationServerKey: options.applicationServerKey })
      .then((subscription) => {
        const { endpoint, keys } = subscription.toJSON();
        return post('/push/subscriptions', { endpoint, keys });
      })
      .catch(() => {}),
  );
});
