import {
  API_BASE,
  ERRORS,
  type ErrorCode,
  HttpErrorBody,
  ROUTES,
  type Route,
  WEBHOOK_EVENTS,
} from '@jiggy-care/protocol';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { HEADERS_TOO_LONG } from '../edge/unreadable-request.ts';
import { DOCUMENTED_BODIES, DOCUMENTED_ERROR, DOCUMENTED_REPLIES } from './documented-samples.ts';
import { openApiDocument } from './openapi.ts';
import { type Operation, type Parameter, type Response, writeOperation } from './openapi-operation.ts';
import { rateLimitMarkdown } from './rate-limit-table.ts';
import type { JsonSchema } from './schema-book.ts';
import { VERSIONING } from './versioning.ts';

const document = openApiDocument({ version: '1.2.3' });
const routes = Object.entries(ROUTES) as [keyof typeof ROUTES, Route][];
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

// Strict: a keyword that JSON Schema does not know is a fault.
const ajv = addFormats.default(new Ajv2020({ strict: true, allowUnionTypes: true }));

function validatorOf(schema: JsonSchema) {
  const whole = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return ajv.compile(JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')));
}

function operationOf(name: keyof typeof ROUTES): Operation {
  const found = operations.find((operation) => operation.operationId === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
}

function answerOf(name: keyof typeof ROUTES): Response | undefined {
  return new Map(responsesOf(operationOf(name))).get(ROUTES[name].status);
}

function parametersOf(operation: Operation): Parameter[] {
  return (operation.parameters ?? []).map((parameter) =>
    '$ref' in parameter ? (resolve(parameter.$ref) as Parameter) : parameter,
  );
}

function responsesOf(operation: Operation): [status: number, Response][] {
  return Object.entries(operation.responses).map(([status, response]) => [
    Number(status),
    '$ref' in response ? (resolve(response.$ref) as Response) : response,
  ]);
}

function resolve(ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
}

describe('the OpenAPI document', () => {
  it('has every webhook, with an example that is as its schema says', () => {
    expect(Object.keys(document.webhooks)).toEqual(Object.keys(WEBHOOK_EVENTS));
    for (const [type, { post }] of Object.entries(document.webhooks)) {
      const { schema, example } = post.requestBody.content['application/json'];
      const validate = validatorOf(schema);
      expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
      expect(validate({ ...(example as object), type: 'another' })).toBe(false);
      expect(example).toMatchObject({ type });
    }
  });

  it('has every route of the protocol once, at its path, method and name', () => {
    expect(operations.map((operation) => operation.operationId).sort()).toEqual(Object.keys(ROUTES).sort());
    for (const [name, route] of routes) {
      const path = API_BASE + route.path.replace(/:(\w+)/g, '{$1}');
      expect(document.paths[path]?.[route.method.toLowerCase()]?.operationId).toBe(name);
    }
  });

  it('is plain JSON and the same each time', () => {
    expect(JSON.parse(JSON.stringify(document))).toStrictEqual(document);
    expect(JSON.stringify(openApiDocument({ version: '1.2.3' }))).toBe(JSON.stringify(document));
  });

  it('refers only to what is in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref ?? '');
    expect(refs.length).toBeGreaterThan(100);
    for (const ref of refs) expect(resolve(ref), ref).toBeDefined();
  });

  it('has no example, header, response or parameter that nobody refers to', () => {
    const { examples, headers, responses, parameters } = document.components;
    const text = JSON.stringify(document);
    for (const [kind, named] of Object.entries({ examples, headers, responses, parameters }))
      for (const name of Object.keys(named)) expect(text).toContain(`"#/components/${kind}/${name}"`);
  });

  it('has the table of limits', () => {
    expect(document.info.description).toContain(rateLimitMarkdown());
  });

  it('says what may change and what never does', () => {
    expect(document.info.description).toContain(VERSIONING);
  });

  it('names the origin that it is told, else its own', () => {
    expect(document.servers).toEqual([{ url: '/' }]);
    const elsewhere = openApiDocument({ version: '1', serverUrl: 'https://care.example' });
    expect(elsewhere.servers).toEqual([{ url: 'https://care.example' }]);
  });

  it('declares each parameter of a path, and no parameter twice', () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const operation of Object.values(methods)) {
        const parameters = parametersOf(operation);
        const inPath = parameters.filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        expect(inPath.every((parameter) => parameter.required)).toBe(true);
        expect(new Set(parameters.map(({ name, in: place }) => `${place} ${name}`)).size).toBe(
          parameters.length,
        );
      }
  });

  it('describes numbers in a query as numbers, with their defaults', () => {
    const byName = new Map(parametersOf(operationOf('listMessages')).map((one) => [one.name, one]));
    expect(byName.get('limit')?.schema).toEqual({ type: 'integer', minimum: 1, maximum: 500, default: 50 });
    expect(byName.get('offset')?.schema).toEqual({
      type: 'integer',
      minimum: 0,
      maximum: 2_000_000_000,
      default: 0,
    });
    const missed = parametersOf(operationOf('listCalls')).find((one) => one.name === 'missed');
    expect(missed?.schema).toEqual({ type: 'boolean' });
  });

  it('holds only schemas that are JSON Schema 2020-12 to the letter', () => {
    for (const name of Object.keys(document.components.schemas))
      validatorOf({ $ref: `#/components/schemas/${name}` });
    for (const operation of operations) for (const { schema } of parametersOf(operation)) validatorOf(schema);
  });
});

describe('each operation', () => {
  it.each(routes)('%s shows a request and an answer that the protocol itself admits', (name, route) => {
    const operation = operationOf(name);
    const request = operation.requestBody?.content['application/json'];
    expect(request !== undefined).toBe(route.body !== undefined);
    if (request !== undefined) {
      expect(route.body?.safeParse(request.example).error).toBeUndefined();
      expect(validatorOf(request.schema)(request.example)).toBe(true);
    }
    if (route.givesBytes !== undefined) return;
    const answer = answerOf(name)?.content?.['application/json'];
    expect(answer !== undefined).toBe(route.reply !== undefined);
    if (answer !== undefined) {
      expect(route.reply?.safeParse(answer.example).error).toBeUndefined();
      expect(validatorOf(answer.schema)(answer.example)).toBe(true);
    }
  });

  it.each(routes)('%s lists its refusals with an example of each code', (name, route) => {
    const responses = new Map(responsesOf(operationOf(name)));
    const own = route.refusals.map((code) => ERRORS[code].status);
    for (const status of [...own, 429, 431, 500]) expect([...responses.keys()]).toContain(status);
    if (route.access === 'person') expect(responses.get(401)).toBeDefined();
    if (route.body !== undefined) expect(responses.get(415)).toBeDefined();
    for (const [status, response] of responses) {
      if (status < 400 || status === 431) continue;
      const content = response.content?.['application/json'];
      expect(content?.schema).toEqual({ $ref: '#/components/schemas/Error' });
      const codes = Object.keys(content?.examples ?? {}) as ErrorCode[];
      expect(codes.length).toBeGreaterThan(0);
      for (const code of codes) expect(ERRORS[code].status).toBe(status);
    }
  });

  it.each(routes)('%s is described, and each of its answers carries the id of the request', (name) => {
    const operation = operationOf(name);
    expect(operation.description.length).toBeGreaterThan(20);
    for (const [status, { headers }] of responsesOf(operation))
      expect(headers, String(status)).toHaveProperty(['X-Request-Id']);
  });

  it.each(routes)('%s tells what is left of its limit, save where it is refused before', (name) => {
    for (const [status, { headers }] of responsesOf(operationOf(name)))
      expect('RateLimit' in headers && 'RateLimit-Policy' in headers, String(status)).toBe(
        ![413, 415, 431].includes(status),
      );
  });

  it.each(routes)('%s tells of X-Client-Type and of its refusal where it is judged', (name, route) => {
    const operation = operationOf(name);
    const isJudged = route.tag !== 'Operations';
    const headers = parametersOf(operation).flatMap((one) => (one.in === 'header' ? [one.name] : []));
    expect(headers.includes('X-Client-Type')).toBe(isJudged);
    const bad = operation.responses[400] as Response | undefined;
    expect(bad !== undefined).toBe(isJudged);
    if (isJudged) expect(bad?.content?.['application/json']?.examples).toHaveProperty('validation_failed');
  });

  it.each(routes)('%s is refused in 431 with the words that the server has for it', (name) => {
    const refusal = new Map(responsesOf(operationOf(name))).get(431);
    const { example } = refusal?.content?.['application/json'] ?? {};
    const { status, code, message } = HEADERS_TOO_LONG;
    expect(HttpErrorBody.parse(example)).toMatchObject({ statusCode: status, code, message });
  });

  it('would answer 201 with a Location if what it makes had an address', () => {
    const made = routes.filter(([, { status }]) => status === 201).map(([, { path }]) => path);
    const ofOne = routes.filter(
      ([, { method, path }]) =>
        method === 'GET' && made.some((where) => path.replace(/\/:\w+$/, '') === where && path !== where),
    );
    expect(ofOne).toEqual([]);
  });

  it('asks for a credential exactly where a person must be signed in, or a server show its key', () => {
    const ofPeople = ['bearer', 'accessTokenHeader', 'accessTokenCookie'];
    const schemes = { person: ofPeople, operator: ['serverKey'], anyone: [] };
    for (const [name, route] of routes) {
      const asked = operationOf(name).security.flatMap((one) => Object.keys(one));
      expect(asked).toEqual(schemes[route.access]);
    }
  });

  it('takes X-Refresh-Token to refresh, and no body by need', () => {
    const takes = routes.flatMap(([name]) =>
      parametersOf(operationOf(name)).some((one) => one.name === 'X-Refresh-Token') ? [name] : [],
    );
    expect(takes).toEqual(['refresh']);
    expect(operationOf('refresh').requestBody?.required).toBe(false);
    expect(operationOf('login').requestBody?.required).toBe(true);
  });
});

describe('a route of bytes', () => {
  const bytes: Route = {
    method: 'POST',
    path: '/x',
    summary: 'Of a test',
    tag: 'Chat',
    access: 'person',
    takesBytes: { types: ['image/png', 'application/octet-stream'], maxBytes: 10_000_000 },
    status: 201,
    givesBytes: { types: ['image/jpeg'] },
    refusals: [],
  };
  const { requestBody, responses } = writeOperation('sendMessage', bytes, {
    schemaOf: () => ({}),
    components: {},
  });
  const binary = { schema: { type: 'string', format: 'binary' } };
  const refused = (status: number) =>
    Object.keys((responses[status] as Response | undefined)?.content?.['application/json']?.examples ?? {});

  it('shows what it takes and gives, and how much', () => {
    expect(requestBody).toEqual({
      description: 'At most 10,000,000 bytes, not compressed.',
      required: true,
      content: { 'image/png': binary, 'application/octet-stream': binary },
    });
    expect((responses[201] as Response).content).toEqual({ 'image/jpeg': binary });
    expect(validatorOf(binary.schema)('x')).toBe(true);
  });

  it('is refused as bytes are, and not as JSON', () => {
    expect(refused(413)).toEqual(['payload_too_large']);
    expect(refused(415)).toEqual(['unsupported_media_type']);
    expect(refused(400)).toEqual(['validation_failed']);
  });
});

describe('the source document', () => {
  it.each(Object.entries(DOCUMENTED_BODIES))('%s: its request is admitted', (name, body) => {
    const schema = operationOf(name as keyof typeof ROUTES).requestBody?.content['application/json']?.schema;
    expect(validatorOf(schema ?? {})(body)).toBe(true);
    const without = Object.fromEntries(Object.entries(body).slice(1));
    expect(validatorOf(schema ?? {})(without)).toBe(false);
  });

  it.each(Object.entries(DOCUMENTED_REPLIES))('%s: every field of its answer is promised', (name, reply) => {
    const content = answerOf(name as keyof typeof ROUTES)?.content?.['application/json'];
    const validate = validatorOf(content?.schema ?? {});
    expect(validate(withLaterFields(reply, content?.example))).toBe(true);
    for (const broken of withoutOneField(reply)) expect(validate(withLaterFields(broken, {}))).toBe(false);
  });

  it('its error is admitted, with the code and the id of the request beside it', () => {
    const body = { ...DOCUMENTED_ERROR, code: 'validation_failed', requestId: 'r-1' };
    expect(validatorOf({ $ref: '#/components/schemas/Error' })(body)).toBe(true);
    for (const { value } of Object.values(document.components.examples))
      expect(HttpErrorBody.safeParse(value).error).toBeUndefined();
  });
});

/** The documented value, completed with the fields of our own example that it does not have. */
function withLaterFields(documented: unknown, ours: unknown): unknown {
  if (Array.isArray(documented) && Array.isArray(ours))
    return documented.map((item) => withLaterFields(item, ours[0]));
  if (typeof documented !== 'object' || typeof ours !== 'object' || documented === null) return documented;
  const merged: Record<string, unknown> = { ...ours };
  for (const [key, value] of Object.entries(documented)) merged[key] = withLaterFields(value, merged[key]);
  return merged;
}

function withoutOneField(value: object): object[] {
  if (Array.isArray(value)) return withoutOneField(value[0]).map((item) => [item]);
  const entries = Object.entries(value);
  return entries.map(([left]) => Object.fromEntries(entries.filter(([key]) => key !== left)));
}
