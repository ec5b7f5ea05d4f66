import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { html } from './html.ts';

/** Addresses that the page loads, links to or asks. */
export interface PlaygroundLinks {
  readonly eventsStyle: string;
  readonly style: string;
  readonly script: string;
  readonly socketIo: string;
  readonly icon: string;
  readonly eventsPage: string;
  readonly restPage: string;
  readonly json: string;
  readonly api: string;
}

/** `playground.js` or `playground.css`, as they lie beside this file, or beside the bundle. */
export function playgroundFile(name: string): string {
  return readFileSync(fileURLToPath(new URL(`./playground/${name}`, import.meta.url)), 'utf8');
}

/** The client of Socket.IO that its server brings along, so that the two always fit: from the package, or copied by the build. */
export function socketIoClient(): string {
  const name = 'socket.io.min.js';
  const copy = new URL(`./playground/${name}`, import.meta.url);
  const file = existsSync(copy)
    ? fileURLToPath(copy)
    : join(dirname(createRequire(import.meta.url).resolve('socket.io/package.json')), 'client-dist', name);
  return readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
}

/** A page to try the socket out: connect, join, send, and see what is heard. */
export function playgroundPage(links: PlaygroundLinks): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Jiggy Care Chat: socket playground</title>
<link rel="icon" href="${links.icon}">
<link rel="stylesheet" href="${links.eventsStyle}">
<link rel="stylesheet" href="${links.style}">
</head>
<body data-api="${links.api}" data-events="${links.json}">
<a class="skip" href="#log">To what was heard</a>
<header class="top">
<p class="kicker">Jiggy Care Chat</p>
<h1>Socket playground</h1>
<p class="lead">Connect, join, send, and see what comes. What you do here is real: the other person sees it.</p>
<nav aria-label="Other documents"><a href="${links.eventsPage}">Socket events</a> <a href="${links.restPage}">REST reference</a></nav>
<noscript><p>This page needs JavaScript.</p></noscript>
</header>
<main class="playground">
<div class="steps">
<section class="step" aria-labelledby="who"><h2 id="who">1. Who you are</h2>
<form id="sign-in"><div class="row">
<label class="field">E-mail <input id="email" type="email" autocomplete="username" required></label>
<label class="field">Password <input id="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</div></form>
<details><summary>Or with a token that you have</summary>
<form id="connection"><div class="row">
<label class="field">Access token <input id="token" type="password" autocomplete="off" spellcheck="false" required></label>
<button>Connect</button>
</div></form></details>
<div class="row status"><p id="state" role="status">Not connected</p> <button class="quiet" id="disconnect" type="button" disabled>Disconnect</button></div>
</section>
<section class="step" aria-labelledby="joining"><h2 id="joining">2. Join</h2>
<form id="join"><fieldset disabled><div class="row">
<div class="field"><label for="conversation">Conversation</label> <select id="conversation" required></select></div>
<button>Join</button>
</div></fieldset></form>
</section>
<section class="step" aria-labelledby="sending"><h2 id="sending">3. Send</h2>
<form id="send"><fieldset disabled><div class="row">
<label class="field">Message <input id="content" autocomplete="off" required></label>
<button>Send</button>
</div></fieldset></form>
<details><summary>Any other event</summary>
<form id="emit"><fieldset disabled><div class="row">
<div class="field"><label for="event">Event</label> <select id="event"></select></div>
</div><div class="row">
<label class="field">Payload, as JSON <textarea id="payload" spellcheck="false" required></textarea></label>
</div><div class="row"><button>Emit</button></div></fieldset></form></details>
</section>
</div>
<section class="heard" aria-labelledby="heard"><header><h2 id="heard">What was emitted and heard, newest first</h2> <button class="quiet" id="clear" type="button">Clear</button></header>
<p id="empty">Nothing yet.</p>
<ol id="log" aria-live="polite" tabindex="-1"></ol>
</section>
</main>
<script src="${links.socketIo}"></script>
<script src="${links.script}"></script>
</body>
</html>
`.markup;
}
