import {
  API_BASE,
  ERRORS,
  type ErrorCode,
  GENERAL_EVENT_REFUSALS,
  LIMITS,
  TIMES,
} from '@jiggy-care/protocol';
import { type Html, html, listed, prose } from './html.ts';
import { RATE_LIMIT_HEADERS, RATE_LIMIT_NOTES, RATE_LIMIT_ROWS } from './rate-limit-table.ts';

/** The parts of the page that come before the events: heading and id for the table of contents, and the text. */
export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly text: Html;
}

/** Run as it stands by a test. */
const connect = (origin: string) => `import { io } from 'socket.io-client';

const socket = io('${origin}/chat', {
  transports: ['websocket', 'polling'],
  auth: (cb) => cb({ token: current() }), // asked anew for every connection
});

socket.on('connect', () => {
  socket.emit('join_conversation', { conversationId, userId, userType: 'patient' });
});
socket.on('auth:expiring', async () => {
  socket.emit('auth:renew', { token: await refresh() });
});
socket.on('disconnect', (reason) => {
  if (reason === 'io server disconnect') reconnect(); // after anything else Socket.IO does it by itself
});
socket.on('connect_error', (error) => {
  console.warn(error.message);
  if (error.data?.code === 'token_expired') reconnect();
});
socket.on('error', (error) => console.warn(error.code, error.message));

async function reconnect() {
  await refresh();
  socket.connect();
}`;

const ACKNOWLEDGE = `const reply = await socket
  .timeout(5_000)
  .emitWithAck('send_message', { conversationId, content, senderType: 'patient', clientMessageId });

if (reply.event === 'error') showFailed(reply.data.message);
else showSent(reply.data.message);`;

const seconds = (ms: number): number => ms / 1_000;

/**
 * @param origin         where the server is reached
 * @param handshakeTable fields of the handshake's `auth`, from the document
 */
export function introduction(origin: string, handshakeTable: Html): Chapter[] {
  return [
    {
      id: 'connecting',
      title: 'Connecting',
      text: html`<p>${prose(
        'Everything happens in the namespace `/chat`, at the path `/socket.io`, over websocket with polling to fall back on. The root namespace refuses everyone.',
      )}</p>
<pre><code>${connect(origin)}</code></pre>
<p>${prose(
        'Two functions are yours: `current()` gives the access token that you have, `refresh()` fetches a new one, keeps it and gives it, and fails when nobody is signed in any more. A lost connection comes back by itself. One that the server ended does not (`io server disconnect`: the token has expired, or the session has ended), nor one that it refused: call `connect()`, with a new token.',
      )}</p>
<p>${prose(
        'What was missed meanwhile does not come again as events: join anew and ask',
      )} <code>GET ${API_BASE}/chat/conversations/{conversationId}/changes</code> with the cursor you kept.</p>`,
    },
    {
      id: 'handshake',
      title: 'The handshake',
      text: html`<p>${prose(
        'Say who you are when you connect: an access token in `auth.token` or in the header `Authorization`, or, on our own pages, the cookie `access_token`. A token that is presented but not valid is refused with `connect_error`, never ignored, and a token in the URL is never read.',
      )}</p>
${handshakeTable}
<p>${prose(
        'A server may be set up to let sockets in without a credential. Such a socket takes its identity from its first successful `join_conversation` and keeps it. In production a credential is required.',
      )}</p>
<p>${prose(
        `A token ends while the socket lives. ${seconds(TIMES.tokenNoticeMs)} seconds before, the server emits \`auth:expiring\`; answer with \`auth:renew\` and a fresh token. ${seconds(TIMES.tokenGraceMs)} seconds after its end the socket is disconnected, though never in the middle of a call. A socket that came with a cookie lives as long as its session.`,
      )}</p>`,
    },
    {
      id: 'acknowledgements',
      title: 'Answers and acknowledgements',
      text: html`<p>${prose(
        'The answer to an event comes as an event of its own, named with each event below. If you pass an acknowledgement callback, it is called as well, with `{event, data}`: the name of the answer and its payload, or `error` and the reason. Use whichever suits you.',
      )}</p>
<pre><code>${ACKNOWLEDGE}</code></pre>
<p>${prose(
        'A message is acknowledged once it is durably stored. If no answer comes, send it again with the same `clientMessageId`: it is stored once, however often you try.',
      )}</p>`,
    },
    {
      id: 'errors',
      title: 'Errors',
      text: html`<p>${prose(
        'A refused event is answered with `error`, to the asker alone; the socket stays connected. `message` is for people and may change its wording, `code` is for programs and does not. Where `retryable` is true, the same event may succeed later, after `retryAfterMs` if that is given.',
      )}</p>
<p class="codes">Any event may meet ${listed(GENERAL_EVENT_REFUSALS.map(codeLink), ', ')}; a name that is no event meets ${codeLink('unknown_event')}.</p>
<p>${prose(
        `One frame may hold ${LIMITS.frameBytes / 1024} KiB; a larger one is not read, and Socket.IO closes the connection.`,
      )} What each code means is listed <a href="#codes">at the end</a>.</p>`,
    },
    {
      id: 'limits',
      title: 'How often',
      text: html`<p>${prose(RATE_LIMIT_HEADERS)}</p>
${rateLimitTable()}
<p>${prose(RATE_LIMIT_NOTES)}</p>`,
    },
    {
      id: 'order',
      title: 'The order of things',
      text: html`<p>${prose(
        `Events of one socket are handled in the order in which they were sent, so you may join, write and call in one breath. Socket.IO flushes what it buffered before your \`connect\` handler runs; events that need a join therefore wait for it up to ${seconds(TIMES.joinWaitMs)} second on a fresh connection. Everyone in a room sees its messages in the same order: that of \`seq\`.`,
      )}</p>
<div class="flows">
${flow('One who calls', [
  ['emit', 'call:initiate'],
  ['hear', 'call:ringing', 'start the tone'],
  ['emit', 'webrtc:offer', 'held until the other accepts'],
  ['hear', 'call:stop-ringing', 'stop the tone'],
  ['hear', 'call:accepted', 'or call:rejected, or call:no-answer'],
  ['hear', 'webrtc:answer'],
  ['emit', 'call:end', 'or hear call:ended'],
])}
${flow('One who is called', [
  ['hear', 'call:incoming', 'ring'],
  ['emit', 'call:accept', 'or call:reject'],
  ['hear', 'call:connected', 'stop ringing'],
  ['hear', 'webrtc:offer'],
  ['emit', 'webrtc:answer'],
  ['hear', 'call:ended', 'or emit call:end'],
])}
</div>
<p>${prose(
        `Candidates (\`webrtc:ice-candidate\`) go both ways as soon as they are found; the server lets them through when the other side can use them. A ring ends by itself after ${seconds(TIMES.ringMs)} seconds: the caller hears \`call:no-answer\`, the called \`call:missed\`. All devices of the called ring; when one accepts, the others hear \`call:ended\`.`,
      )}</p>`,
    },
  ];
}

type Step = readonly ['emit' | 'hear', event: string, aside?: string];

function flow(title: string, steps: readonly Step[]): Html {
  const items = steps.map(([direction, event, aside]) => {
    const target = direction === 'emit' ? 'receive' : 'send';
    return html`<li><span class="${direction}">${direction}</span> <a href="#${target}.${event.replaceAll(':', '.')}"><code>${event}</code></a>${aside !== undefined && html` <span class="aside">${aside}</span>`}</li>
`;
  });
  return html`<section class="flow"><h3>${title}</h3><ol>
${items}</ol></section>`;
}

function rateLimitTable(): Html {
  const rows = RATE_LIMIT_ROWS.map(
    ({
      name,
      counts,
      per,
      allowed,
    }) => html`<tr><th scope="row"><code>${name}</code></th><td data-label="Counts">${prose(counts)}</td><td data-label="Of one">${per}</td><td data-label="Allowed">${allowed}</td></tr>
`,
  );
  return html`<table>
<caption>Limits, on REST and sockets</caption>
<thead><tr><th scope="col">Limit</th><th scope="col">Counts</th><th scope="col">Of one</th><th scope="col">Allowed</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

/** A code that leads to its meaning in {@link codeTable}. */
export function codeLink(code: ErrorCode): Html {
  return html`<a href="#code-${code}"><code>${code}</code></a>`;
}

/** Every code with its meaning, each a target for links (`#code-not_found`). */
export function codeTable(): Html {
  const rows = (Object.keys(ERRORS) as ErrorCode[]).map(
    (
      code,
    ) => html`<tr id="code-${code}"><th scope="row"><code>${code}</code></th><td data-label="Meaning">${ERRORS[code].meaning}</td><td data-label="Trying again">${ERRORS[code].retryable ? 'may succeed' : html`<span class="faint">no use</span>`}</td></tr>
`,
  );
  return html`<table>
<caption>Codes of refusals, shared with REST</caption>
<thead><tr><th scope="col">Code</th><th scope="col">Meaning</th><th scope="col">Trying again</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}
