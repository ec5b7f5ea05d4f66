import { type BrowserContext, expect, type Page, type Worker } from '@playwright/test';
import { type Browser, PushServiceDouble } from '../../../server/test/support/push-service.ts';
import { signIn } from './app.ts';
import { HERE, type Pair } from './people.ts';

type EventKind = 'PushEvent' | 'NotificationEvent';

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly actions: readonly string[];
}

/** What the service worker sent to the server, and how it was answered. */
interface Posted {
  readonly path: string;
  readonly status: number;
}

/** The addresses of windows. */
interface Windows {
  readonly focused: string[];
  readonly opened: string[];
}

/** What of the worker's scope has to do with windows. */
interface WorkerWindows {
  windows: Windows;
  readonly clients: { openWindow(url: string): Promise<void> };
  readonly WindowClient: { readonly prototype: { readonly url: string; focus(): Promise<void> } };
}

/**
 * A browser with a push service, which Chromium itself cannot reach from here: what the service decrypts is handed to the
 * real service worker. Nothing else is made up than the subscription.
 */
export class ClosedApp {
  readonly service: PushServiceDouble;
  readonly browser: Browser;
  private readonly context: BrowserContext;
  private delivered = 0;

  private constructor(context: BrowserContext, service: PushServiceDouble) {
    this.context = context;
    this.service = service;
    this.browser = service.newBrowser();
  }

  static async of(context: BrowserContext): Promise<ClosedApp> {
    // A page that is none of the app and stays: the browser is open while the app is closed.
    await context.newPage();
    await context.grantPermissions(['notifications'], { origin: HERE });
    const app = new ClosedApp(context, await PushServiceDouble.open());
    await context.addInitScript(pretendToSubscribe, app.browser.subscription);
    return app;
  }

  close(): Promise<void> {
    return this.service.close();
  }

  /** How much came for this browser that was not handed on yet. */
  get waiting(): number {
    return this.service.broughtTo(this.browser).length - this.delivered;
  }

  /** Closes a page, until the worker sees no window of the app: as long as one is looked at it shows nothing. */
  async closePage(page: Page): Promise<void> {
    await page.close();
    const worker = await this.worker();
    const countWindows = () =>
      worker.evaluate(async () => {
        const { clients } = globalThis as unknown as {
          clients: { matchAll(of: object): Promise<unknown[]> };
        };
        return (await clients.matchAll({ type: 'window', includeUncontrolled: true })).length;
      });
    await expect.poll(countWindows).toBe(0);
  }

  /** Hands on what comes next for this browser. */
  async deliverNext(): Promise<void> {
    this.delivered += 1;
    const { note } = await this.service.brought(this.browser, this.delivered);
    await this.dispatch('PushEvent', 'push', { data: JSON.stringify(note) });
  }

  async shown(): Promise<readonly Shown[]> {
    const worker = await this.worker();
    return worker.evaluate(async () => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
      const notes = await registration.getNotifications();
      return notes.map((note) => {
        const { actions = [] } = note as Notification & { actions?: { title: string }[] };
        return { title: note.title, body: note.body, actions: actions.map(({ title }) => title) };
      });
    });
  }

  /** Presses a notification, or one of its buttons. */
  async press(title: string, action = ''): Promise<void> {
    await this.dispatch('NotificationEvent', 'notificationclick', { action }, title);
  }

  /** From now on writes down which windows the worker brings to the front, and which it opens: nobody really presses here. */
  async watchWindows(): Promise<() => Promise<Windows>> {
    const worker = await this.worker();
    await worker.evaluate(() => {
      const scope = globalThis as unknown as WorkerWindows;
      scope.windows = { focused: [], opened: [] };
      scope.clients.openWindow = async (url) => void scope.windows.opened.push(url);
      scope.WindowClient.prototype.focus = async function () {
        scope.windows.focused.push(new URL(this.url).pathname);
      };
    });
    return () => worker.evaluate(() => (globalThis as unknown as WorkerWindows).windows);
  }

  /** From now on writes down what the worker posts. */
  async watchPosts(): Promise<() => Promise<Posted[]>> {
    const worker = await this.worker();
    await worker.evaluate(() => {
      const scope = globalThis as unknown as { fetch: typeof fetch; posted: Posted[] };
      const send = scope.fetch.bind(scope);
      scope.posted = [];
      scope.fetch = async (input, init) => {
        const answer = await send(input, init);
        scope.posted.push({ path: new URL(answer.url).pathname, status: answer.status });
        return answer;
      };
    });
    return () => worker.evaluate(() => (globalThis as unknown as { posted: Posted[] }).posted);
  }

  /**
   * Lets an event happen in the worker, and waits for all that it does. The browser's own tool for pushes tells nobody
   * whether one has arrived.
   *
   * @param noteTitle of the notification that it is about
   */
  private async dispatch(kind: EventKind, type: string, init: object, noteTitle?: string): Promise<void> {
    const worker = await this.worker();
    await worker.evaluate(
      async (given) => {
        interface Scope extends EventTarget, Record<EventKind, new (type: string, init: object) => Event> {
          readonly registration: ServiceWorkerRegistration;
        }
        const scope = globalThis as unknown as Scope;
        const notes = await scope.registration.getNotifications();
        const notification = notes.find(({ title }) => title === given.noteTitle);
        const event = new scope[given.kind](given.type, { ...given.init, notification });
        const work: unknown[] = [];
        // An event that the browser has not made may not extend its life.
        Object.defineProperty(event, 'waitUntil', { value: (one: unknown) => work.push(one) });
        scope.dispatchEvent(event);
        await Promise.all(work);
      },
      { kind, type, init, noteTitle },
    );
  }

  private async worker(): Promise<Worker> {
    return this.context.serviceWorkers()[0] ?? (await this.context.waitForEvent('serviceworker'));
  }
}

/** The patient's browser, which may notify, and in which no window of the app is open. */
export async function closedAppOf(
  { patient }: Pair,
  page: Page,
  context: BrowserContext,
): Promise<ClosedApp> {
  await signIn(page, patient);
  const app = await ClosedApp.of(context);
  await page.goto(`${HERE}/settings`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.getByRole('switch', { name: 'Notify me when someone writes' }).click();
  await expect(page.getByText('This device · Not reached yet')).toBeVisible();
  await app.closePage(page);
  return app;
}

/** Runs in pages: a subscription as a browser with a push service would give it. */
function pretendToSubscribe(given: object): void {
  if (!('PushManager' in window)) return;
  const KEY = 'test.subscription-key';
  const subscriptionWith = (applicationServerKey: string) => ({
    toJSON: () => given,
    options: {
      applicationServerKey: Uint8Array.from(
        atob(applicationServerKey.replaceAll('-', '+').replaceAll('_', '/')),
        (char) => char.charCodeAt(0),
      ).buffer,
    },
    unsubscribe: async () => {
      localStorage.removeItem(KEY);
      return true;
    },
  });
  Object.assign(PushManager.prototype, {
    getSubscription: async () => {
      const known = localStorage.getItem(KEY);
      return known === null ? null : subscriptionWith(known);
    },
    subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
      localStorage.setItem(KEY, applicationServerKey);
      return subscriptionWith(applicationServerKey);
    },
  });
}
