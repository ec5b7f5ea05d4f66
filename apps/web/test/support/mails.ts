import { expect, type Page } from '@playwright/test';
import { HERE } from './people.ts';

/** Follows the link of the newest mail with this subject to this person, as it lies at `/dev/mail`. */
export async function followMail(page: Page, email: string, subject: string): Promise<void> {
  const linkOfMail = async () => {
    const { request } = page.context();
    const list = await (await request.get(`${HERE}/dev/mail`)).text();
    for (const [, name] of list.matchAll(/href="\/dev\/mail\/([^"]+)"/g)) {
      const shown = await (await request.get(`${HERE}/dev/mail/${name}`)).text();
      const body = await (await request.get(`${HERE}/dev/mail/${name}/body`)).text();
      if (!shown.includes(email) || !shown.includes(subject)) continue;
      return /href="https?:\/\/[^/"]+(\/[^"]+#token=[\w-]+)"/.exec(body)?.[1];
    }
    return undefined;
  };
  await expect.poll(linkOfMail).toBeDefined();
  await page.goto(`${HERE}${await linkOfMail()}`);
}
