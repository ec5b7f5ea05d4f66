import { describe, expect, it } from 'vitest';
import { browserAtHand } from './browser-at-hand.ts';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)';
const KHTML = '(KHTML, like Gecko)';

describe('the way to the permissions', () => {
  it.each([
    [
      'Chrome on Windows',
      `${WINDOWS} AppleWebKit/537.36 ${KHTML} Chrome/141.0.0.0 Safari/537.36`,
      'chromium',
    ],
    [
      'Edge on Windows',
      `${WINDOWS} AppleWebKit/537.36 ${KHTML} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
      'chromium',
    ],
    ['Chrome on a Mac', `${MAC} AppleWebKit/537.36 ${KHTML} Chrome/141.0.0.0 Safari/537.36`, 'chromium'],
    ['Safari on a Mac', `${MAC} AppleWebKit/605.1.15 ${KHTML} Version/18.1 Safari/605.1.15`, 'safari'],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'firefox'],
    [
      'Firefox on Android',
      'Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0',
      'android-firefox',
    ],
    [
      'Chrome on Android',
      `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 ${KHTML} Chrome/141.0.0.0 Mobile Safari/537.36`,
      'android-chromium',
    ],
    [
      'Samsung Internet',
      `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 ${KHTML} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      'android-chromium',
    ],
    [
      'Safari on an iPhone',
      `${IPHONE} AppleWebKit/605.1.15 ${KHTML} Version/18.1 Mobile/15E148 Safari/604.1`,
      'ios-safari',
    ],
    [
      'Chrome on an iPhone',
      `${IPHONE} AppleWebKit/605.1.15 ${KHTML} CriOS/141.0.0.0 Mobile/15E148 Safari/604.1`,
      'ios-other',
    ],
    ['something unheard of', 'Lynx/2.9', 'other'],
    ['nothing at all', '', 'other'],
  ])('of %s', (_name, userAgent, browser) => {
    expect(browserAtHand(userAgent, 0)).toBe(browser);
  });

  it('of an iPad, which calls itself a Mac, is told by its touch screen', () => {
    const safari = `${MAC} AppleWebKit/605.1.15 ${KHTML} Version/18.1 Safari/605.1.15`;
    expect(browserAtHand(safari, 5)).toBe('ios-safari');
    expect(browserAtHand(safari, 0)).toBe('safari');
  });
});
