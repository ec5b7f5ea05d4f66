import type { Page, WebSocketRoute } from '@playwright/test';

/** The page's live connection to the server, in the hands of a test; sound and picture take another way. */
export interface Line {
  /** Cuts it, and lets none come about. */
  cut(): Promise<void>;
  mend(): void;
  /** How many connections there have been. */
  opened(): number;
}

/** Holds for connections that the page opens after its next load. */
export async function cuttableLine(page: Page): Promise<Line> {
  const routes: WebSocketRoute[] = [];
  let isCut = false;
  await page.routeWebSocket(/\/socket\.io\//, (route) => {
    if (isCut) {
      route.close();
      return;
    }
    routes.push(route);
    route.connectToServer();
  });
  await page.route(/\/socket\.io\//, (route) => (isCut ? route.abort() : route.continue()));
  return {
    cut: async () => {
      isCut = true;
      await Promise.all(routes.map((route) => route.close()));
    },
    mend: () => {
      isCut = false;
    },
    opened: () => routes.length,
  };
}
