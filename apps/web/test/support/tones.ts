import type { BrowserContext, Page } from '@playwright/test';

declare global {
  /** Every element that the page has played a file of `/sounds` with. */
  var tonesPlayed: Set<HTMLMediaElement>;
}

/** Keeps hold of every tone that pages of this context play from now on. */
export async function keepTones(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const played = new Set<HTMLMediaElement>();
    globalThis.tonesPlayed = played;
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      if (this.src.includes('/sounds/')) played.add(this);
      return play.call(this);
    };
  });
}

/** The tones that sound on a page just now, `ringback`, `incoming` …, each once for every time it sounds. */
export function tonesSounding(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...tonesPlayed]
      .filter(({ paused, ended, muted }) => !paused && !ended && !muted)
      .map(({ src }) => /\/sounds\/(\w+)/.exec(src)?.[1] ?? src),
  );
}
