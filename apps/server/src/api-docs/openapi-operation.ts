import { ERRORS, type ErrorCode, type Route, type RouteName, refusalsOfRoute } from '@jiggy-care/protocol';
import { ROUTE_NOTES } from './route-notes.ts';
import type { JsonSchema, SchemaBook } from './schema-book.ts';
import { exampleOf } from './schema-example.ts';
import { headerReferences, type SharedHeader } from './shared-headers.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

interface MediaType {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}

/** By media type; bytes may have several. */
interface Content {
  readonly 'application/json'?: MediaType;
  readonly [mediaType: string]: MediaType | undefined;
}

export interface Response {
  readonly description: string;
  readonly headers: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Content;
}

export interface Operation {
  readonly operationId: RouteName;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly Route['tag'][];
  /** Any one of these; none for routes that are open to anyone. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: {
    readonly description?: string;
    readonly required: boolean;
    readonly content: Content;
  };
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}

/** What an operation is written on: schemas of the same document. */
export interface OperationPaper {
  readonly schemaOf: SchemaBook['schemaOf'];
  readonly components: Record<string, JsonSchema>;
}

const SIGNED_IN = [{ bearer: [] }, { accessTokenHeader: [] }, { accessTokenCookie: [] }];
const SECURITY: Readonly<Record<Route['access'], Operation['security']>> = {
  person: SIGNED_IN,
  operator: [{ serverKey: [] }],
  anyone: [],
};
const SIGNING_IN: readonly RouteName[] = ['register', 'login', 'refresh'];
/** Lists that name their next page in a header. */
const LINKED: readonly RouteName[] = [
  'listConsultants',
  'listBookings',
  'listBlocks',
  'listPeople',
  'listConversations',
  'listCalls',
];

const RATE_LIMIT = ['RateLimit-Policy', 'RateLimit'] as const;
/** Refused before anything is counted. */
const BEFORE_LIMITS: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type'];

/** One route of the protocol as an OpenAPI operation, named as in ROUTES. */
export function writeOperation(name: RouteName, route: Route, paper: OperationPaper): Operation {
  const parameters = [...ownParameters(route, paper), ...sharedParameters(name, route)];
  return {
    operationId: name,
    summary: route.summary,
    description: ROUTE_NOTES[name],
    tags: [route.tag],
    security: SECURITY[route.access],
    ...(parameters.length > 0 && { parameters }),
    ...requestBody(route, paper),
    responses: {
      [route.status]: success(name, route, paper),
      ...refusals(route),
      431: { $ref: '#/components/responses/HeadersTooLong' },
    },
  };
}

function requestBody({ body, takesBytes }: Route, paper: OperationPaper): Pick<Operation, 'requestBody'> {
  if (takesBytes !== undefined) {
    const description = `At most ${takesBytes.maxBytes.toLocaleString('en')} bytes, not compressed.`;
    return { requestBody: { description, required: true, content: bytesContent(takesBytes.types) } };
  }
  if (body === undefined) return {};
  const content = jsonContent(paper.schemaOf(body, 'input'), paper);
  return { requestBody: { required: !body.safeParse(undefined).success, content } };
}

function ownParameters(route: Route, { schemaOf }: OperationPaper): Parameter[] {
  return (['params', 'query'] as const).flatMap((part) => {
    const schema = route[part] && schemaOf(route[part], 'input');
    return Object.entries(schema?.properties ?? {}).map(([name, { description, examples, ...scalar }]) => {
      const required = schema?.required?.includes(name) ?? false;
      return {
        name,
        in: part === 'params' ? ('path' as const) : ('query' as const),
        required,
        ...(description !== undefined && { description }),
        // Swagger UI would fill an example into every optional parameter, and some exclude each other.
        schema: required && examples !== undefined ? { ...scalar, examples } : scalar,
      };
    });
  });
}

function sharedParameters(name: RouteName, route: Route): { $ref: string }[] {
  const names = [
    ...(route.tag === 'Operations' ? [] : ['ClientType']),
    ...(name === 'refresh' ? ['RefreshToken'] : []),
  ];
  return names.map((parameter) => ({ $ref: `#/components/parameters/${parameter}` }));
}

function success(name: RouteName, route: Route, paper: OperationPaper): Response {
  const headers = headerReferences([
    'X-Request-Id',
    ...RATE_LIMIT,
    ...(SIGNING_IN.includes(name) ? (['Set-Cookie'] as const) : []),
    ...(LINKED.includes(name) ? (['Link'] as const) : []),
  ]);
  if (route.givesBytes !== undefined) {
    const description = 'The bytes, as an attachment with its name.';
    return { description, headers, content: bytesContent(route.givesBytes.types) };
  }
  if (route.reply === undefined) return { description: 'Done; there is no body.', headers };
  return {
    description: route.status === 201 ? 'Made.' : 'Done.',
    headers,
    content: jsonContent(paper.schemaOf(route.reply, 'output'), paper),
  };
}

function jsonContent(schema: JsonSchema, { components }: OperationPaper): Content {
  return { 'application/json': { schema, example: exampleOf(schema, components) } };
}

function bytesContent(types: readonly string[]): Content {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
}

function refusals(route: Route): Record<string, Response> {
  const codes = refusalsOfRoute(route);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    if (!codes.includes(code)) continue;
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, ofStatus]) => [status, refusal(ofStatus)]));
}

function refusal(codes: readonly ErrorCode[]): Response {
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }] as const);
  const headers: SharedHeader[] = ['X-Request-Id'];
  if (!codes.every((code) => BEFORE_LIMITS.includes(code))) headers.push(...RATE_LIMIT);
  if (codes.includes('rate_limited') || codes.includes('unavailable')) headers.push('Retry-After');
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].meaning}`).join('\n\n'),
    headers: headerReferences(headers),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Error' },
        examples: Object.fromEntries(examples),
      },
    },
  };
}
