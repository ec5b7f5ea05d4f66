import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What every screen is looked at on. */
export const SCREENS = {
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1440, height: 900 } },
} as const;

/** Looks at a screen in both themes for faults against WCAG 2.2 AA, and whether it scrolls sideways. */
export async function checkScreen(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // A busy browser hears of the theme late, and tells what is inherited last.
    await page.waitForFunction((wanted) => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'var(--ink)';
      const isTold = getComputedStyle(probe).color === getComputedStyle(document.body).color;
      probe.remove();
      return isTold && matchMedia(`(prefers-color-scheme: ${wanted})`).matches;
    }, colorScheme);
    // What is inherited may be kept from before: a property that all inherit makes it be reckoned anew.
    await page.evaluate((theme) => document.documentElement.style.setProperty('--told', theme), colorScheme);
    // a colour that is still turning is nobody's fault; two frames on, all that turns has begun to
    await page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
      const ending = document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
      await Promise.all(ending.map(({ finished }) => finished.catch(() => {})));
    });
    // For pages with frames, which ours have not, the builder would open one more page at every look.
    const builder = new AxeBuilder({ page }).setLegacyMode();
    // A theme changes colours and nothing else.
    if (colorScheme === 'dark') builder.withRules('color-contrast');
    else {
      builder.options({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        // Whoever steers by voice says what they read (WCAG 2.5.3); the rule is off by itself.
        rules: { 'label-content-name-mismatch': { enabled: true } },
      });
    }
    const { violations } = await builder.analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
    expect.soft(found, `${screen}, ${colorScheme}`).toEqual([]);
  }
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect.soft(isTooWide, `${screen} scrolls sideways`).toBe(false);
}
