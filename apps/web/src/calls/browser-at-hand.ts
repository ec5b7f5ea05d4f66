/** Browsers that keep their permissions in different places. */
export type BrowserAtHand =
  | 'chromium'
  | 'firefox'
  | 'safari'
  | 'ios-safari'
  | 'ios-other'
  | 'android-chromium'
  | 'android-firefox'
  | 'other';

/**
 * Which way to the permissions fits the browser at hand.
 *
 * @param touchPoints `navigator.maxTouchPoints`: an iPad calls itself a Mac, and no Mac has a touch screen
 */
export function browserAtHand(userAgent: string, touchPoints: number): BrowserAtHand {
  const isApple = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
  if (isApple) return /CriOS|FxiOS|EdgiOS|OPiOS|OPT\//.test(userAgent) ? 'ios-other' : 'ios-safari';
  const isAndroid = /Android/.test(userAgent);
  if (/Firefox\//.test(userAgent)) return isAndroid ? 'android-firefox' : 'firefox';
  if (/Chrome\/|Chromium\//.test(userAgent)) return isAndroid ? 'android-chromium' : 'chromium';
  if (/Safari\//.test(userAgent) && /Macintosh/.test(userAgent)) return 'safari';
  return 'other';
}
