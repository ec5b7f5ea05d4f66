import { CLIENT_EVENTS, ERRORS, SERVER_EVENTS } from '@jiggy-care/protocol';
import { describe, expect, it } from 'vitest';
import { type AsyncApiDocument, asyncApiDocument } from './asyncapi.ts';
import { eventsPage } from './events-page.ts';
import { html, prose } from './html.ts';
import { RATE_LIMIT_ROWS } from './rate-limit-table.ts';

const links = {
  origin: 'https://care.example:8443',
  style: '/style.css',
  icon: '/icon.svg',
  restPage: '/rest',
  playground: '/playground',
  json: '/events.json',
};
const document = asyncApiDocument({ version: '1.2.3' });
const page = eventsPage(document, links);

function articleOf(id: string): string {
  const start = page.indexOf(`<article class="event" id="${id}">`);
  return page.slice(start, page.indexOf('</article>', start));
}

function idOf(prefix: 'receive' | 'send', event: string): string {
  return `${prefix}.${event.replaceAll(':', '.')}`;
}

describe('the page of socket events', () => {
  it('has an article for every event of the protocol, and an entry for it in the contents', () => {
    const ids = [
      ...Object.keys(CLIENT_EVENTS).map((event) => idOf('receive', event)),
      ...Object.keys(SERVER_EVENTS).map((event) => idOf('send', event)),
    ];
    const articles = [...page.matchAll(/<article class="event" id="([^"]+)"/g)].map(([, id]) => id);
    expect(articles.sort()).toEqual(ids.sort());
    const contents = page.slice(page.indexOf('<nav class="contents"'), page.indexOf('<main'));
    for (const id of ids) expect(contents).toContain(`href="#${id}"`);
  });

  it('leads nowhere that is not there, and gives no address twice', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('tells of an event its direction, fields, example, answer and refusals', () => {
    const article = articleOf('receive.send_message');
    expect(article).toContain('you emit');
    expect(article).toContain('Send a message.');
    expect(article).toMatch(/<code>content<\/code>.*1 to 10,000 characters/s);
    expect(article).toMatch(/<code>clientMessageId<\/code>.*<span class="faint">no<\/span>/s);
    expect(article).toContain('socket.emit(&#39;send_message&#39;, {');
    expect(article).toContain('href="#send.message_sent"');
    expect(article).toContain('href="#code-booking_cancelled"');
    expect(articleOf('send.call.incoming')).toContain('you hear');
    expect(articleOf('receive.typing_start')).toContain('None but the acknowledgement');
  });

  it('explains every code that a refusal can have', () => {
    for (const code of Object.keys(ERRORS)) expect(page).toContain(`<tr id="code-${code}">`);
  });

  it('tells each limit, with its figures', () => {
    for (const { name, allowed } of RATE_LIMIT_ROWS)
      expect(page).toMatch(new RegExp(`<th scope="row"><code>${name}</code>.*>${allowed}</td></tr>`));
    expect(RATE_LIMIT_ROWS.find(({ name }) => name === 'loginFailure')?.allowed).toBe(
      '5 in 5 minutes, 17 in 1 hour',
    );
  });

  it('connects where it was asked for', () => {
    expect(page).toContain('io(&#39;https://care.example:8443/chat&#39;, {');
    expect(page).not.toContain('localhost');
  });

  it('holds no script and no inline style', () => {
    expect(page).not.toMatch(/<script|<style| style=| on\w+="|javascript:/i);
  });

  it('shows the words of a document as text, whatever they are', () => {
    const [id, message] = Object.entries(document.components.messages)[0] ?? [];
    if (id === undefined || message === undefined) throw new Error('no message');
    const summary = `<img src=x onerror="alert('1')"> & \`<b>\``;
    const hostile: AsyncApiDocument = {
      ...document,
      components: {
        ...document.components,
        messages: { ...document.components.messages, [id]: { ...message, summary } },
      },
    };
    const shown = eventsPage(hostile, links);
    expect(shown).not.toContain('<img');
    expect(shown).toContain(
      '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; <code>&lt;b&gt;</code>',
    );
  });
});

describe('markup', () => {
  it('escapes what is put in and joins lists, but leaves markup as it is', () => {
    const made = html`<p title="${'"'}">${['<', html`<br>`, 1]}${false}${undefined}</p>`;
    expect(made.markup).toBe('<p title="&quot;">&lt;<br>1</p>');
  });

  it('makes code of words between backticks', () => {
    expect(prose('as `a<b` says').markup).toBe('as <code>a&lt;b</code> says');
  });
});
