import { GENERAL_EVENT_REFUSALS } from '@jiggy-care/protocol';
import type { AsyncApiDocument, EventGroup, EventMessage, EventOperation } from './asyncapi.ts';
import { codeLink, codeTable, introduction } from './events-prose.ts';
import { fieldTable, shapesIn } from './field-table.ts';
import { type Html, html, prose } from './html.ts';

/** Addresses that the page links to, and the origin at which its examples connect. */
export interface EventsPageLinks {
  readonly origin: string;
  readonly style: string;
  readonly icon: string;
  readonly restPage: string;
  readonly playground: string;
  readonly json: string;
}

const GROUPS: readonly { readonly name: EventGroup; readonly about: string }[] = [
  { name: 'Chat', about: 'Rooms, messages, who types, what was read, who is there.' },
  { name: 'Calls', about: 'Ringing, answering, declining and hanging up.' },
  { name: 'Signals', about: 'What two browsers tell each other to build a WebRTC connection.' },
  { name: 'Connection', about: 'Refusals, and tokens that end while the socket lives.' },
];

interface Event {
  /** Key of the operation, and the event's address in the page. */
  readonly id: string;
  readonly operation: EventOperation;
  readonly message: EventMessage;
}

/** The socket events as one page to read: markup alone, no script, style in a file of its own. */
export function eventsPage(document: AsyncApiDocument, links: EventsPageLinks): string {
  const { schemas } = document.components;
  const events = eventsOf(document);
  const chapters = introduction(
    links.origin,
    fieldTable(schemas.HandshakeAuth ?? {}, schemas, 'Fields of auth in the handshake'),
  );
  const shapes = [...new Set(events.flatMap(({ message }) => shapesIn(message.payload, schemas)))].sort();
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${document.info.title}</title>
<link rel="icon" href="${links.icon}">
<link rel="stylesheet" href="${links.style}">
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header class="top">
<p class="kicker">Jiggy Care Chat <span>${document.info.version}</span></p>
<h1>Socket events</h1>
<p class="lead">What a patient and a consultant tell each other while both are connected.</p>
<nav aria-label="Other documents"><a href="${links.playground}">Playground</a> <a href="${links.restPage}">REST reference</a> <a href="${links.json}">AsyncAPI JSON</a></nav>
</header>
<div class="columns">
<nav class="contents" id="contents" aria-label="Contents">
${contentsOf(chapters, events)}</nav>
<main id="content">
${chapters.map(({ id, title, text }) => html`<section class="chapter" id="${id}"><h2>${title}</h2>\n${text}\n</section>\n`)}
${GROUPS.map(({ name, about }) => groupSection(name, about, events, document))}
<section class="chapter" id="shapes"><h2>Shapes</h2>
<p>Objects that several payloads hold.</p>
${shapes.map((name) => html`<section class="shape" id="shape-${name}"><h3>${name}</h3>\n${fieldTable(schemas[name] ?? {}, schemas, `Fields of ${name}`)}\n</section>\n`)}
</section>
<section class="chapter" id="codes"><h2>Error codes</h2>
${codeTable()}
</section>
</main>
</div>
</body>
</html>
`;
  return page.markup;
}

function eventsOf(document: AsyncApiDocument): Event[] {
  return Object.entries(document.operations).map(([id, operation]) => {
    const key = operation.messages[0]?.$ref.split('/').at(-1) ?? '';
    const message = document.components.messages[key];
    if (message === undefined) throw new Error(`cannot render ${id}: it has no message`);
    return { id, operation, message };
  });
}

function inGroup(events: readonly Event[], group: EventGroup): Event[] {
  return events.filter(({ operation }) => operation.tags.some((tag) => tag.name === group));
}

function contentsOf(chapters: readonly { id: string; title: string }[], events: readonly Event[]): Html {
  const link = (id: string, text: Html | string) => html`<li><a href="#${id}">${text}</a></li>\n`;
  return html`<p class="legend"><span class="arrow emit">↑</span>you emit <span class="arrow hear">↓</span>you hear</p>
<h2>Using it</h2>
<ul>
${chapters.map(({ id, title }) => link(id, title))}</ul>
${GROUPS.map(
  ({ name }) => html`<h2><a href="#${name.toLowerCase()}">${name}</a></h2>
<ul class="events">
${inGroup(events, name).map(({ id, operation, message }) => link(id, html`${arrow(operation)}${message.name}`))}</ul>
`,
)}<h2>Reference</h2>
<ul>
${link('shapes', 'Shapes')}${link('codes', 'Error codes')}</ul>
`;
}

function arrow({ action }: EventOperation): Html {
  return action === 'receive'
    ? html`<span class="arrow emit" title="you emit">↑</span>`
    : html`<span class="arrow hear" title="you hear">↓</span>`;
}

function groupSection(
  group: EventGroup,
  about: string,
  events: readonly Event[],
  document: AsyncApiDocument,
): Html {
  return html`<section class="chapter" id="${group.toLowerCase()}"><h2>${group}</h2>
<p>${about}</p>
${inGroup(events, group).map((event) => eventArticle(event, document))}
<p class="back"><a href="#contents">Back to the contents</a></p>
</section>
`;
}

function eventArticle({ id, operation, message }: Event, document: AsyncApiDocument): Html {
  const emitted = operation.action === 'receive';
  const payload = JSON.stringify(message.examples[0]?.payload, null, 2);
  const example = emitted
    ? `socket.emit('${message.name}', ${payload});`
    : `socket.on('${message.name}', (data) => …);\n\n// data:\n${payload}`;
  return html`<article class="event" id="${id}">
<header><h3><a href="#${id}"><code>${message.name}</code></a></h3><p class="direction ${emitted ? 'emit' : 'hear'}">${emitted ? '↑ you emit' : '↓ you hear'}</p></header>
<p>${prose(message.summary)}</p>
${fieldTable(message.payload, document.components.schemas, `Payload of ${message.name}`)}
<details open><summary>Example</summary><pre><code>${example}</code></pre></details>
${emitted && consequences(operation, document)}
</article>
`;
}

function consequences({ reply, ...operation }: EventOperation, document: AsyncApiDocument): Html {
  const answer = reply?.messages[0]?.$ref.split('/').at(-1);
  const codes = (operation['x-error-codes'] ?? []).filter((code) => !GENERAL_EVENT_REFUSALS.includes(code));
  return html`<dl>
<dt>Answer</dt><dd>${
    answer === undefined
      ? 'None but the acknowledgement, if you ask for one.'
      : html`<a href="#${answer.replace('server.', 'send.')}"><code>${document.components.messages[answer]?.name}</code></a>`
  }</dd>
<dt>Refusals</dt><dd class="codes">${codes.map((code) => html`${codeLink(code)}, `)}<a class="aside" href="#errors">${codes.length > 0 ? 'and ' : ''}those of any event</a></dd>
</dl>`;
}
