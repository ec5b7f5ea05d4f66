import { WEBHOOK_EVENTS, type WebhookEventType, webhookBody } from '@jiggy-care/protocol';
import type { JsonSchema, SchemaBook } from './schema-book.ts';
import { exampleOf } from './schema-example.ts';

/** What is posted to a system of the operator's own, as OpenAPI describes it from its receiver's side. */
export interface Webhook {
  readonly post: {
    readonly tags: readonly ['Webhooks'];
    readonly summary: string;
    readonly description?: string;
    readonly security: readonly [];
    readonly parameters: readonly object[];
    readonly requestBody: {
      readonly required: true;
      readonly content: {
        readonly 'application/json': { readonly schema: JsonSchema; readonly example: unknown };
      };
    };
    readonly responses: Readonly<Record<string, { readonly description: string }>>;
  };
}

export const WEBHOOK_DATA = Object.values(WEBHOOK_EVENTS);

const HEADERS = [
  header('webhook-id', 'Which event it is; the same at every try.'),
  header('webhook-timestamp', 'When it was posted, in seconds since 1970.'),
  header(
    'webhook-signature',
    '`v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`; several, with spaces between, while the secret is replaced.',
  ),
];
const ANSWERS = {
  '2XX': { description: 'Taken.' },
  '410': { description: 'Not wanted: it is not posted again.' },
  default: { description: 'Not taken: it is posted again, later and later.' },
};

/** @source protocol P14 */
export function webhooksOf(book: SchemaBook): Record<WebhookEventType, Webhook> {
  const types = Object.keys(WEBHOOK_EVENTS) as WebhookEventType[];
  return Object.fromEntries(types.map((type) => [type, webhookOf(type, book)])) as Record<
    WebhookEventType,
    Webhook
  >;
}

function webhookOf(type: WebhookEventType, book: SchemaBook): Webhook {
  const schema = book.schemaOf(webhookBody(type), 'output');
  const { description } = WEBHOOK_EVENTS[type];
  return {
    post: {
      tags: ['Webhooks'],
      summary: type,
      ...(description === undefined ? {} : { description }),
      security: [],
      parameters: HEADERS,
      requestBody: {
        required: true,
        content: { 'application/json': { schema, example: exampleOf(schema, book.components) } },
      },
      responses: ANSWERS,
    },
  };
}

function header(name: string, description: string) {
  return { name, in: 'header', required: true, description, schema: { type: 'string' } };
}
