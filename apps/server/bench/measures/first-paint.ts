import { chromium } from '@playwright/test';
import type { Running } from '../arena.ts';

/** A line to a phone, as browsers' tools name it. */
export interface Line {
  readonly name: string;
  readonly kbitPerS: number;
  /** There and back. */
  readonly latencyMs: number;
}

export const LINES: readonly Line[] = [
  { name: 'slow 3G', kbitPerS: 400, latencyMs: 400 },
  { name: '4G', kbitPerS: 9_000, latencyMs: 85 },
];

export interface FirstVisit {
  /** When anything was drawn, in milliseconds since the address was opened. */
  readonly paintMs: number;
  /** When the sign-in form could be written into. */
  readonly usableMs: number;
  /** That came over the line until then. */
  readonly bytes: number;
}

/** Somebody opens the page for the first time, on a phone. */
export async function measureFirstVisit(
  { url }: Running,
  { kbitPerS, latencyMs }: Line,
): Promise<FirstVisit> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const tools = await page.context().newCDPSession(page);
    await tools.send('Network.enable');
    const bytesPerS = (kbitPerS * 1_000) / 8;
    await tools.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: latencyMs },
      ...{ downloadThroughput: bytesPerS, uploadThroughput: bytesPerS },
    });
    let bytes = 0;
    tools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(url, { waitUntil: 'commit' });
    await page.getByLabel('Password', { exact: true }).waitFor();
    const usableMs = await page.evaluate('performance.now()');
    const paintMs = await page.evaluate(
      "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN",
    );
    return { paintMs: Number(paintMs), usableMs: Number(usableMs), bytes };
  } finally {
    await browser.close();
  }
}
