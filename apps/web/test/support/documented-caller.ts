import { expect, type Locator, type Page } from '@playwright/test';
import { sourceDocument } from '../../../server/test/document/source-document.ts';
import { DOCUMENTED_PAGE } from './documented-page.ts';
import type { Pair } from './people.ts';
import type { Caller } from './sides.ts';

/**
 * The first example of the document, cut from its text and served where it says, talks to the server at the address
 * that it says, unchanged. Where the document is not at hand, only our own client in its manner does; which of the
 * two run is said when the tests are loaded. One of them runs every day.
 */
export const documentedClients =
  sourceDocument === undefined
    ? [{ name: 'a client in the manner of the document', path: '/own', tag: '@journey' }]
    : [
        { name: 'a client in the manner of the document', path: '/own', tag: [] },
        { name: "the document's own example", path: '/example', tag: '@journey' },
      ];

/** A person at the page around a client of the document. */
export class DocumentedCaller {
  constructor(readonly caller: Caller) {}

  get page(): Page {
    return this.caller.page;
  }

  click(name: 'Call' | 'Accept' | 'Decline' | 'Hang up' | 'Leave'): Promise<void> {
    return this.page.getByRole('button', { name }).click();
  }

  /** Lines of what the client logs. */
  said(words: string): Locator {
    return this.page.getByRole('log').getByRole('listitem').filter({ hasText: words });
  }

  async hears(words: string): Promise<void> {
    await expect(this.said(words).first()).toBeVisible();
  }
}

/** @param path which of the clients, from `documentedClients` */
export async function openDocumented(
  path: string,
  me: Caller,
  other: Caller,
  { conversationId }: Pair,
): Promise<DocumentedCaller> {
  const url = new URL(path, DOCUMENTED_PAGE);
  url.search = new URLSearchParams({
    me: me.person.id,
    role: me.person.role,
    token: me.person.token,
    other: other.person.id,
    conversation: conversationId,
  }).toString();
  await me.page.goto(url.href);
  const documented = new DocumentedCaller(me);
  await documented.hears('Connected');
  return documented;
}
