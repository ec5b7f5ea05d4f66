import type { JsonSchema } from './schema-book.ts';

export interface Header {
  readonly description: string;
  readonly schema: JsonSchema;
}

/** Headers of answers that several operations have, by their name on the wire. */
export const SHARED_HEADERS = {
  'X-Request-Id': {
    description: "Finds the request in the server's log; a refusal has it in its body too.",
    schema: { type: 'string', format: 'uuid' },
  },
  'Retry-After': {
    description: 'Seconds to wait, where that is known.',
    schema: { type: 'integer', minimum: 1 },
  },
  'RateLimit-Policy': {
    description:
      'The limits that were counted, each with how many (`q`) in how many seconds (`w`). Only where limits are on.',
    schema: { type: 'string', examples: ['"request";q=600;w=60, "message";q=60;w=30'] },
  },
  RateLimit: {
    description:
      'What the tightest of them leaves (`r`), and after how many seconds it is whole again (`t`). Only where limits are on.',
    schema: { type: 'string', examples: ['"message";r=59;t=30'] },
  },
  Link: {
    description: 'Where there is more: `<path and query of the next page>; rel="next"` (RFC 8288).',
    schema: { type: 'string' },
  },
  'Set-Cookie': {
    description: 'For `X-Client-Type: web`: `access_token` and `refresh_token`, both HttpOnly.',
    schema: { type: 'string' },
  },
} as const satisfies Readonly<Record<string, Header>>;

export type SharedHeader = keyof typeof SHARED_HEADERS;

/** The headers of one answer, as references into the document. */
export function headerReferences(
  names: readonly SharedHeader[],
): Readonly<Record<string, { readonly $ref: string }>> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
