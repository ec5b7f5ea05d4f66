import type { Language } from '@jiggy-care/protocol';
import type { IRouter, Request, RequestHandler, Response } from 'express';
import { UNSUBSCRIBE_PATH, type Unsubscribing } from './unsubscribing.ts';

interface Words {
  readonly title: string;
  readonly question: string;
  readonly button: string;
  readonly done: string;
  readonly doneMore: string;
  readonly open: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: 'E-mails about unread messages',
    question: 'Do you want no more e-mails that tell you of unread messages?',
    button: 'Send me no more of these',
    done: 'You get no more of these e-mails.',
    doneMore: 'In your settings you can turn them on again.',
    open: 'Open Jiggy Care',
  },
  de: {
    title: 'E-Mails über ungelesene Nachrichten',
    question: 'Möchten Sie keine E-Mails mehr, die Sie auf ungelesene Nachrichten hinweisen?',
    button: 'Solche E-Mails nicht mehr senden',
    done: 'Sie bekommen solche E-Mails nicht mehr.',
    doneMore: 'In den Einstellungen können Sie sie wieder einschalten.',
    open: 'Jiggy Care öffnen',
  },
};
/** Who has no good link has told us no language either. */
const LOST =
  '<h1>This link does not work</h1><p>It is too old, or was cut off. In your settings you can turn these e-mails off.</p>' +
  '<p lang="de">Dieser Link ist zu alt oder nicht vollständig. In den Einstellungen können Sie diese E-Mails abstellen.</p>' +
  '<p><a href="/settings">Jiggy Care</a></p>';

const STYLE = `body{margin:0 auto;max-width:32rem;padding:2rem 1.25rem;font:17px/1.5 system-ui,sans-serif;color:#1d2b2a;background:#f6f3ec}
h1{font-size:1.5rem;line-height:1.25}a{color:#0f5c59}
button{padding:.75rem 1.25rem;border:0;border-radius:.75rem;font:inherit;font-weight:600;color:#fff;background:#0f5c59;cursor:pointer}
@media(prefers-color-scheme:dark){body{color:#e4ebea;background:#0f1618}a{color:#64c4b5}button{color:#0d1516;background:#64c4b5}}`;
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/**
 * Answers the link of `List-Unsubscribe`. To open it changes nothing, since scanners of mails do that; a post does, from
 * the page or from the reader's mail service (RFC 8058), whatever its body. It stands before whoever reads bodies.
 */
export function mountUnsubscribePage(router: IRouter, unsubscribing: Unsubscribing): void {
  router.get(
    UNSUBSCRIBE_PATH,
    answering(async (request, response) => {
      const reader = await unsubscribing.find(tokenOf(request));
      if (reader === undefined) return lost(response);
      const { title, question, button } = WORDS[reader.language];
      const form = `<form method="post"><button>${button}</button></form>`;
      page(response, reader.language, title, `<h1>${title}</h1><p>${question}</p>${form}`);
    }),
  );
  router.post(
    UNSUBSCRIBE_PATH,
    answering(async (request, response) => {
      const reader = await unsubscribing.find(tokenOf(request));
      if (reader === undefined) return lost(response);
      await unsubscribing.end(reader);
      const { title, done, doneMore, open } = WORDS[reader.language];
      const way = `<p><a href="/">${open}</a></p>`;
      page(response, reader.language, title, `<h1>${done}</h1><p>${doneMore}</p>${way}`);
    }),
  );
}

function answering(answer: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    answer(request, response).catch(next);
  };
}

function tokenOf({ query: { token } }: Request): string {
  return typeof token === 'string' ? token : '';
}

function lost(response: Response): void {
  response.status(404);
  page(response, 'en', 'Jiggy Care', LOST);
}

function page(response: Response, language: Language, title: string, body: string): void {
  response
    .set({ 'Cache-Control': 'no-store', 'Content-Security-Policy': POLICY, 'Referrer-Policy': 'no-referrer' })
    .type('html')
    .send(`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`);
}
