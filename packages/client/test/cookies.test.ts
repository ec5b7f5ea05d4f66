import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makePair, type Pair } from '../../../apps/server/test/support/people.ts';
import { until } from '../src/index.ts';
import { FakeDesktop, FakeNetwork, FakeVault } from '../src/testing/fake-platform.ts';
import { openOne } from './support/both.ts';
import { CookieBrowser } from './support/cookie-browser.ts';
import { serverHere } from './support/server-here.ts';

const here = serverHere({ SOCKET_AUTH: 'required' });
let browser: CookieBrowser;
let pair: Pair;

beforeEach(async () => {
  browser = new CookieBrowser(here.server.url);
  pair = await makePair(here.server);
});
afterEach(() => browser.closeAll());

const signInOf = ({ email, password }: { email: string; password: string }) => ({ email, password });

describe('a page that signs in with cookies', () => {
  test('is signed out, signs in, is live, and is itself again after a reload', async () => {
    const page = browser.openWindow();
    page.connect();
    await until(page.connection, ({ status }) => status === 'signed-out');
    expect(page.session.state.get()).toMatchObject({ status: 'signed-out', reason: 'never' });
    await page.session.signIn(signInOf(pair.patient));
    const conversation = await openOne(page, pair.conversation.id);
    conversation.send('by cookie');
    await until(conversation.messages, ({ items }) => items[0]?.status === 'sent');

    const reloaded = browser.openWindow();
    reloaded.connect();
    await until(reloaded.connection, ({ status }) => status === 'connected');
    expect(reloaded.session.state.get().user?.id).toBe(pair.patient.id);
    expect(browser.asked.filter((what) => what === 'POST /auth/refresh')).toHaveLength(1);
  });

  test('renews an access cookie that has ended, once for all its windows', async () => {
    const desktop = new FakeDesktop();
    const first = browser.openWindow({ windows: desktop.openWindow() });
    await first.session.signIn(signInOf(pair.patient));
    browser.jar.delete('access_token');
    const pages = [0, 1, 2].map(() => browser.openWindow({ windows: desktop.openWindow() }));
    browser.asked.length = 0;
    for (const page of pages) page.connect();
    for (const page of pages) await until(page.connection, ({ status }) => status === 'connected');
    expect(browser.asked.filter((what) => what === 'POST /auth/refresh')).toHaveLength(1);
  });

  test('signed out offline, nobody is let in at the next start, and the server is told', async () => {
    const vault = new FakeVault();
    const network = new FakeNetwork();
    const page = browser.openWindow({ vault });
    await page.session.signIn(signInOf(pair.patient));
    const dead = new CookieBrowser('http://127.0.0.1:9');
    for (const [name, value] of browser.jar) dead.jar.set(name, value);
    const offline = dead.openWindow({ vault, network });
    await offline.session.signOut();
    expect([...vault.texts.keys()]).toEqual(['sign-out-pending']);

    const next = browser.openWindow({ vault });
    next.connect();
    await until(next.connection, ({ status }) => status === 'signed-out');
    expect(browser.jar.size).toBe(0);
    expect(vault.texts.size).toBe(0);
  });

  test('a session that is ended from another device ends here', async () => {
    const page = browser.openWindow();
    await page.session.signIn(signInOf(pair.patient));
    page.connect();
    await until(page.connection, ({ status }) => status === 'connected');
    const sessions = await page.session.listSessions();
    const here = sessions.find(({ current }) => current);
    await pair.patient.ask('DELETE', `/auth/sessions/${here?.id}`);
    await until(page.session.state, ({ status }) => status === 'signed-out');
    expect(page.session.state.get().reason).toBe('ended');
  });
});
