/** Style of the events page, served as a file since its content security policy knows no inline style. */
export const EVENTS_STYLE = `:root {
  color-scheme: light dark;
  --paper: #fbfaf8;
  --card: #ffffff;
  --ink: #22282b;
  --soft: #5b666b;
  --line: #e3e1dc;
  --code: #f2f0ec;
  --link: #0b655c;
  --emit: #8a4a12;
  --emit-back: #fbeedd;
  --hear: #0b5a78;
  --hear-back: #e0f0f6;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181a;
    --card: #1b2124;
    --ink: #e4e8e7;
    --soft: #9fabae;
    --line: #2f383c;
    --code: #232b2f;
    --link: #6fd0c2;
    --emit: #f0b97f;
    --emit-back: #3a2a19;
    --hear: #8fcde6;
    --hear-back: #17333f;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 3px; }
code { font: 0.875em/1.5 var(--mono); overflow-wrap: anywhere; }
p { margin: 0 0 1rem; max-width: 44rem; }
p code, dd code, td code { background: var(--code); padding: 0.1em 0.35em; border-radius: 4px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; }

.top { padding: 3rem 1.25rem 1.75rem; max-width: 76rem; margin: 0 auto; }
.kicker { margin: 0; color: var(--soft); font-size: 0.875rem; }
.kicker span { margin-left: 0.5rem; padding: 0 0.45rem; border: 1px solid var(--line); border-radius: 1rem; }
h1 { margin: 0.15rem 0 0.35rem; font-size: clamp(2rem, 6vw, 2.75rem); line-height: 1.15; letter-spacing: -0.02em; }
.lead { color: var(--soft); font-size: 1.125rem; }
.top nav a { margin-right: 1.25rem; }

.columns { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem 5rem; }
.contents { padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.contents h2 { margin: 1.1rem 0 0.35rem; font-size: 0.8125rem; font-weight: 600; color: var(--soft); }
.contents h2 a { color: inherit; text-decoration: none; }
.legend { margin: 0 0 1rem; color: var(--soft); font-size: 0.875rem; }
.legend .hear { margin-left: 0.9rem; }
.contents ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; }
.contents li a { display: inline-block; padding: 0.15rem 0; text-decoration: none; font-size: 0.9375rem; }
.contents li a:hover { text-decoration: underline; }
.contents .events a { font: 0.8125rem/1.7 var(--mono); }
.arrow { display: inline-block; width: 1.1em; font-weight: 700; }
.arrow.emit { color: var(--emit); }
.arrow.hear { color: var(--hear); }

.chapter { margin-top: 3.25rem; }
.chapter > h2 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; }
.shape { margin-top: 2rem; }
.shape h3 { margin: 0 0 0.5rem; font-size: 1.0625rem; }

.event { margin: 1.25rem 0 1.75rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.event:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.event > header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.9rem; margin-bottom: 0.5rem; }
.event h3 { margin: 0; font-size: 1.125rem; }
.event h3 a { color: inherit; text-decoration: none; }
.event h3 a:hover { text-decoration: underline; }
.event h3 code { font-size: 1em; font-weight: 600; }
.direction { margin: 0; padding: 0.05rem 0.65rem; border-radius: 1rem; font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
.direction.emit { color: var(--emit); background: var(--emit-back); }
.direction.hear { color: var(--hear); background: var(--hear-back); }
.event > :last-child, .event > details:last-child pre { margin-bottom: 0; }

table { width: 100%; margin: 0 0 1rem; border-collapse: collapse; font-size: 0.9375rem; line-height: 1.5; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th { text-align: left; font-weight: 400; }
thead th { padding: 0.3rem 1rem 0.3rem 0; color: var(--soft); font-size: 0.8125rem; border-bottom: 1px solid var(--line); }
tbody th, td { padding: 0.5rem 1rem 0.5rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody th code { font-weight: 600; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
.fields td:nth-child(2) code { white-space: nowrap; }
tbody tr:target > * { background: var(--emit-back); }
@media (min-width: 44.01rem) {
  .fields { table-layout: fixed; }
  .fields thead th:nth-child(1) { width: 10.5rem; }
  .fields thead th:nth-child(2) { width: 10.75rem; }
  .fields thead th:nth-child(3) { width: 5.25rem; }
  .fields thead th:nth-child(5) { width: 9rem; }
}
.faint, .aside { color: var(--soft); }

pre { margin: 0 0 1rem; padding: 0.9rem 1.1rem; background: var(--code); border-radius: 8px; overflow-x: auto; }
pre code { font-size: 0.8125rem; line-height: 1.65; overflow-wrap: normal; }
summary { cursor: pointer; margin-bottom: 0.5rem; color: var(--soft); font-size: 0.875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.5rem 1.25rem; margin: 0; font-size: 0.9375rem; }
dt { color: var(--soft); }
dd { margin: 0; }
.codes { line-height: 1.9; color: var(--soft); }
p.codes { color: inherit; }
a:has(> code) { text-decoration: none; }
a:has(> code):hover { text-decoration: underline; }
.back { margin: 0; font-size: 0.875rem; }

.flows { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); margin-bottom: 1.25rem; }
.flow { padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.flow h3 { margin: 0 0 0.5rem; font-size: 1rem; }
.flow ol { margin: 0; padding-left: 1.4rem; font-size: 0.9375rem; }
.flow li { padding: 0.15rem 0; }
.flow li::marker { color: var(--soft); }
.flow a { text-decoration: none; }
.flow .emit { color: var(--emit); }
.flow .hear { color: var(--hear); }

@media (max-width: 44rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, tbody th, td { display: block; }
  tr { padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  tbody th, td { padding: 0.1rem 0; border: 0; }
  td { position: relative; padding-left: 6.25rem; }
  td::before { content: attr(data-label); position: absolute; left: 0; color: var(--soft); font-size: 0.8125rem; line-height: 1.85; }
  td:empty { display: none; }
  dl { grid-template-columns: 1fr; gap: 0.1rem; }
  dd { margin-bottom: 0.6rem; }
  .event { padding: 1rem; margin-inline: -0.5rem; }
}
@media (min-width: 64rem) {
  .columns { display: grid; grid-template-columns: 15.5rem minmax(0, 1fr); gap: 3.5rem; align-items: start; }
  .contents { position: sticky; top: 1.25rem; max-height: calc(100vh - 2.5rem); overflow-y: auto; padding: 0 0.75rem 0 0; background: none; border: 0; border-radius: 0; }
  .legend { margin: 0 0 1rem; color: var(--soft); font-size: 0.875rem; }
.legend .hear { margin-left: 0.9rem; }
.contents ul { display: block; }
  .contents li a { padding: 0.1rem 0; }
  main > .chapter:first-child { margin-top: 0; }
}
@media print { .contents, .skip { display: none; } .event { break-inside: avoid; } }
`;

/** A speech bubble. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b655c"/><path d="M9 9h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H9a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z" fill="#fff"/></svg>
`;
