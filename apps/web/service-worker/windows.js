// Which windows are the app. Others of the same origin, such as a page of the API's documentation, tell and open nothing.

/** Browsers let a click open or focus a window for a second only, Firefox at least. */
const ANSWER_WITHIN_MS = 500;

/** Windows that say themselves that they are the app: one that still loads, or hangs, does not. The best to look at first. */
// biome-ignore lint/correctness/noUnusedVariables: the parts of sw.js are one script
async function appWindows() {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const answers = await Promise.all(windows.map(isApp));
  return windows.filter((_window, place) => answers[place]).sort((one, other) => rank(other) - rank(one));
}

function isApp(client) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const settle = (answer) => {
      clearTimeout(tooLate);
      port1.close();
      resolve(answer);
    };
    const tooLate = setTimeout(() => settle(false), ANSWER_WITHIN_MS);
    port1.onmessage = () => settle(true);
    client.postMessage({ kind: 'are-you-the-app' }, [port2]);
  });
}

function rank({ focused, visibilityState }) {
  return Number(focused) + Number(visibilityState === 'visible');
}
