import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';
import type { FakeMedia } from '../support/fake-media.ts';
import { PASSWORD, type TestPerson } from '../support/people.ts';
import { HOME } from './lab.ts';

const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** A Firefox with its own fake camera and microphone. */
export interface Firefox {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Starts Firefox on the machine of the server: it is driven over loopback, which ends at a namespace. Playwright
 * drives only a Firefox of its own making, so this goes through WebDriver BiDi.
 */
export async function launchFirefox({ hertz }: Pick<FakeMedia, 'hertz'>): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), 'jiggy-firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    userDataDir: profile,
    headless: true,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.audio.fake_frequency': hertz,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'dom.securecontext.allowlist': HOME,
      'intl.accept_languages': 'en-GB, en',
      // nothing of its own accord
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'app.update.enabled': false,
      'browser.safebrowsing.malware.enabled': false,
      'browser.safebrowsing.phishing.enabled': false,
    },
  });
  const page = await browser.newPage();
  return {
    page,
    close: async () => {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Signs in through the form, as there is no way past it here. */
export async function signInWithFirefox(page: Page, app: string, { email }: TestPerson): Promise<void> {
  await page.goto(app);
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.locator('nav').wait();
}
