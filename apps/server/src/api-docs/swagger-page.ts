import { html } from './html.ts';

/** Addresses that the page loads or links to. */
export interface SwaggerPageLinks {
  readonly swaggerStyle: string;
  readonly swaggerScript: string;
  readonly style: string;
  readonly starter: string;
  readonly icon: string;
  readonly eventsPage: string;
  readonly json: string;
}

/** Swagger UI in a page of our own: theirs loads a demonstration document and carries a bar to type others into. */
export function swaggerPage(links: SwaggerPageLinks): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jiggy Care Chat: REST reference</title>
<link rel="icon" href="${links.icon}">
<link rel="stylesheet" href="${links.swaggerStyle}">
<link rel="stylesheet" href="${links.style}">
</head>
<body>
<nav class="documents" aria-label="Other documents">
<a href="${links.eventsPage}">Socket events</a> <a href="${links.json}">OpenAPI JSON</a>
</nav>
<div id="swagger-ui"><noscript>This page needs JavaScript; the document itself is at <a href="${links.json}">${links.json}</a>.</noscript></div>
<script src="${links.swaggerScript}"></script>
<script src="${links.starter}"></script>
</body>
</html>
`.markup;
}

/**
 * Starts Swagger UI. `validatorUrl: null` keeps the document from being sent to a validator on the internet.
 *
 * @param documentUrl where the OpenAPI document is
 */
export function swaggerStarter(documentUrl: string): string {
  return `const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

window.SwaggerUIBundle({
  url: ${JSON.stringify(documentUrl)},
  dom_id: '#swagger-ui',
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
});
`;
}

/** The little that is ours around Swagger UI. */
export const SWAGGER_PAGE_STYLE = `body { margin: 0; background: #fafafa; }
.documents { max-width: 1460px; margin: 0 auto; padding: 1rem 20px 0; font: 0.9375rem/1.6 system-ui, sans-serif; }
.documents a { margin-right: 1.25rem; color: #0b655c; }
html.dark-mode body { background: #1c2022; }
html.dark-mode .documents a { color: #6fd0c2; }
`;
