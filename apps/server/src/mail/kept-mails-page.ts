import type { IRouter, RequestHandler, Response } from 'express';
import type { KeptMail, KeptMails } from './kept-mails.ts';

const PATH = '/dev/mail';
const STYLE = `body{margin:0 auto;max-width:60rem;padding:1.5rem;font:16px/1.5 system-ui,sans-serif;color:#1d2b2a;background:#f6f3ec}
a{color:#0f5c59}ul{padding:0;list-style:none}li{padding:.75rem 0;border-top:1px solid #dcd6c8}
small{color:#5a6665}iframe{width:100%;height:70vh;border:1px solid #dcd6c8;border-radius:1rem;background:#fff}`;
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";
/** What stands in a mail runs no script, loads nothing, and sees nothing of us; its links open elsewhere. */
const MAIL_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/** Shows whoever develops the mails that would have been sent. */
export function mountKeptMails(router: IRouter, kept: KeptMails): void {
  router.get(
    PATH,
    answering(async (_name, response) => {
      page(response, 'Mails', list(await kept.list()));
    }),
  );
  router.get(
    `${PATH}/:name`,
    answering(async (name, response) => {
      const mail = await kept.find(name);
      if (mail === undefined) return nothing(response);
      page(response, mail.subject, opened(mail));
    }),
  );
  router.get(
    `${PATH}/:name/body`,
    answering(async (name, response) => {
      const mail = await kept.find(name);
      if (mail === undefined) return nothing(response);
      response.set('Content-Security-Policy', MAIL_POLICY).removeHeader('X-Frame-Options');
      response.type('html').send(mail.html.replace('<head>', '<head><base target="_blank">'));
    }),
  );
  router.get(
    `${PATH}/:name/source`,
    answering(async (name, response) => {
      const source = await kept.source(name);
      if (source === undefined) return nothing(response);
      response.attachment(`${name}.eml`).type('message/rfc822').send(source);
    }),
  );
}

function answering(answer: (name: string, response: Response) => Promise<void>): RequestHandler {
  return (request, response, next) => {
    response.set('Cache-Control', 'no-store');
    answer(String(request.params.name ?? ''), response).catch(next);
  };
}

function page(response: Response, title: string, body: string): void {
  response
    .set('Content-Security-Policy', PAGE_POLICY)
    .type('html')
    .send(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>`);
}

function nothing(response: Response): void {
  response.status(404);
  page(response, 'No such mail', `<h1>No such mail</h1><p><a href="${PATH}">All mails</a></p>`);
}

function list(mails: readonly KeptMail[]): string {
  const rows = mails.map(
    ({ name, to, subject, sentAt }) =>
      `<li><a href="${PATH}/${name}">${escaped(subject)}</a><br><small>to ${escaped(to)}, ${sentAt}</small></li>`,
  );
  const hint = '<p>No mail server is set, so mails stay here: <code>SMTP_URL</code> sends them.</p>';
  return `<h1>Mails</h1>${hint}${rows.length === 0 ? '<p>None yet.</p>' : `<ul>${rows.join('')}</ul>`}`;
}

function opened({ name, to, subject, sentAt }: KeptMail): string {
  return `<p><a href="${PATH}">All mails</a></p><h1>${escaped(subject)}</h1>
<p><small>to ${escaped(to)}, ${sentAt}, <a href="${PATH}/${name}/source">as it would be sent</a></small></p>
<iframe title="${escaped(subject)}" src="${PATH}/${name}/body"></iframe>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
