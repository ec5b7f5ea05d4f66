import { API_BASE, ERRORS, type ErrorCode, HttpErrorBody, ROUTES, type Route } from '@jiggy-care/protocol';
import type { z } from 'zod';
import { HEADERS_TOO_LONG } from '../edge/unreadable-request.ts';
import {
  type Operation,
  type OperationPaper,
  type Parameter,
  type Response,
  writeOperation,
} from './openapi-operation.ts';
import { WEBHOOK_DATA, type Webhook, webhooksOf } from './openapi-webhooks.ts';
import { RATE_LIMIT_HEADERS, RATE_LIMIT_NOTES, rateLimitMarkdown } from './rate-limit-table.ts';
import { type JsonSchema, type SchemaBook, writeSchemaBook } from './schema-book.ts';
import { exampleOf } from './schema-example.ts';
import { type Header, headerReferences, SHARED_HEADERS } from './shared-headers.ts';
import { VERSIONING } from './versioning.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: Route['tag'] | 'Webhooks'; readonly description: string }[];
  /** By path (`/api/v1/chat/conversations/{conversationId}/read`), then by method in lower case. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  /** By type (`message.created`). */
  readonly webhooks: Readonly<Record<string, Webhook>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly headers: Readonly<Record<string, Header>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

const TAGS: OpenApiDocument['tags'] = [
  { name: 'Accounts', description: 'Who one is: registering, signing in and out, sessions.' },
  { name: 'Bookings', description: 'Consultants and the consultations booked with them.' },
  { name: 'Chat', description: 'Conversations, their messages, and what was read.' },
  { name: 'Calls', description: 'What a call needs before it starts and what is left when it is over.' },
  { name: 'Push', description: 'Devices that are reached while the app is closed.' },
  {
    name: 'Operator',
    description:
      'For the server of an app with a login of its own, and for operators. Only where the server has keys (`SERVER_KEYS`); elsewhere there is nothing at these paths.',
  },
  { name: 'Operations', description: 'For those who run the server.' },
  {
    name: 'Webhooks',
    description:
      'What the server posts to systems of the operator’s own (`WEBHOOK_URL`): signed, at least once, in order within a conversation.',
  },
];

const DESCRIPTION = `A patient and a consultant who share a booking write to each other and call each other.
What happens while both are connected travels over Socket.IO: see [socket events](${API_BASE}/api-docs/events).

**Signing in.** \`POST ${API_BASE}/auth/login\` gives an access token for 15 minutes and a refresh token.
Apps send the access token as \`Authorization: Bearer …\` or \`X-Access-Token\`. Web pages say
\`X-Client-Type: web\` when they sign in and get both tokens as HttpOnly cookies instead; they repeat the header with
every request that changes something. The first credential of these three that is present decides alone.

**Bodies** are JSON in UTF-8 where an operation shows no other type. Ids are UUIDs, instants are ISO 8601 in UTC. What was made stands whole in the answer 201;
nothing of it has an address of its own, so there is no \`Location\`.

**Refusals** always have the shape of \`Error\`: \`message\` is a sentence for a person, \`code\` a word for a program,
\`requestId\` finds the refusal in the server's log. A path that does not exist is answered 404, one that exists
without this method 405, what is no HTTP request 400, and what takes too long to arrive 408; none is repeated below.

**How often.** ${RATE_LIMIT_HEADERS} ${RATE_LIMIT_NOTES}

${rateLimitMarkdown()}

**Versions.** ${VERSIONING}`;

const SECURITY_SCHEMES: OpenApiDocument['components']['securitySchemes'] = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of an app.' },
  accessTokenHeader: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Access-Token',
    description: 'The access token, where Authorization is not free.',
  },
  serverKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'One of the keys of `SERVER_KEYS`. For servers alone: pages of other origins cannot use it.',
  },
  accessTokenCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'access_token',
    description: 'The access token of a web page; set by signing in with `X-Client-Type: web`.',
  },
};

const PARAMETERS: OpenApiDocument['components']['parameters'] = {
  ClientType: {
    name: 'X-Client-Type',
    in: 'header',
    required: false,
    description:
      'How tokens travel: `web` in cookies, `mobile` or no such header in headers and bodies. A request that changes something and is signed in by cookie must say `web`. Any other word is refused.',
    schema: { type: 'string', enum: ['mobile', 'web'] },
  },
  RefreshToken: {
    name: 'X-Refresh-Token',
    in: 'header',
    required: false,
    description: 'The refresh token, unless the cookie `refresh_token` or the body has it.',
    schema: { type: 'string', maxLength: 200 },
  },
};

/**
 * The REST half of the protocol as OpenAPI 3.1, for tools and for the Swagger page. The same input gives the
 * same document, key by key.
 *
 * @param version   of the server
 * @param serverUrl where the server is reached, without a path; left out, the document's own origin is meant
 */
export function openApiDocument({
  version,
  serverUrl = '/',
}: {
  version: string;
  serverUrl?: string;
}): OpenApiDocument {
  const book = writeSchemaBook({
    sent: partsOf('params', 'query', 'body'),
    received: [HttpErrorBody, ...WEBHOOK_DATA, ...partsOf('reply')],
  });
  const paths = pathsOf({ schemaOf: book.schemaOf, components: book.components });
  const examples = refusalExamples(book);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Jiggy Care Chat',
      version,
      summary: 'Chat and calls for telehealth.',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    tags: TAGS,
    paths,
    webhooks: webhooksOf(book),
    components: {
      schemas: book.components,
      parameters: PARAMETERS,
      headers: SHARED_HEADERS,
      responses: { HeadersTooLong: headersTooLong(examples.payload_too_large?.value) },
      examples: onlyReferred(examples, paths),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const routes = Object.entries(ROUTES) as [keyof typeof ROUTES, Route][];

function partsOf(...parts: ('params' | 'query' | 'body' | 'reply')[]): z.ZodType[] {
  return routes.flatMap(([, route]) => parts.flatMap((part) => route[part] ?? []));
}

function pathsOf(paper: OperationPaper): OpenApiDocument['paths'] {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [name, route] of routes) {
    const path = API_BASE + route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: writeOperation(name, route, paper) };
  }
  return paths;
}

const REASON_PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** One full error body per code; the operations refer to those that they can give. */
function refusalExamples({ components }: SchemaBook): OpenApiDocument['components']['examples'] {
  const { details, retryAfterMs, ...body } = exampleOf(
    { $ref: '#/components/schemas/Error' },
    components,
  ) as Record<string, unknown>;
  return Object.fromEntries(
    (Object.keys(ERRORS) as ErrorCode[]).map((code) => {
      const { status, meaning } = ERRORS[code];
      const value = {
        ...body,
        statusCode: status,
        message: code === 'validation_failed' ? 'Validation failed' : meaning,
        error: REASON_PHRASES[status],
        code,
        ...(code === 'validation_failed' && { details: [{ path: 'content', message: 'must not be blank' }] }),
        ...(code === 'rate_limited' && { retryAfterMs }),
      };
      return [code, { summary: meaning, value }];
    }),
  );
}

/** Components that nobody refers to count as faults in tools that check documents. */
function onlyReferred<T>(examples: Readonly<Record<string, T>>, paths: OpenApiDocument['paths']) {
  const text = JSON.stringify(paths);
  const isReferred = (name: string) => text.includes(`"#/components/examples/${name}"`);
  return Object.fromEntries(Object.entries(examples).filter(([name]) => isReferred(name)));
}

/** Answered by the HTTP server itself, with the code of a body that is too large. */
function headersTooLong(tooLarge: unknown): Response {
  const { status, code, message } = HEADERS_TOO_LONG;
  return {
    description: `\`${code}\`: ${message}.`,
    headers: headerReferences(['X-Request-Id']),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Error' },
        example: { ...(tooLarge as object), statusCode: status, error: REASON_PHRASES[status], message },
      },
    },
  };
}
