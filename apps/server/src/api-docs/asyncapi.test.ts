import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CLIENT_EVENTS, ERRORS, SERVER_EVENTS } from '@jiggy-care/protocol';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { asyncApiDocument, type EventMessage, reachedAt } from './asyncapi.ts';
import { DOCUMENTED_EMITS, DOCUMENTED_EVENTS } from './documented-samples.ts';
import { VERSIONING } from './versioning.ts';

const document = asyncApiDocument({ version: '1.2.3' });
const { messages } = document.components;
const operations = Object.values(document.operations);

const ajv = addFormats.default(new Ajv({ strict: true, allowUnionTypes: true }));

function validatorOf(schema: object) {
  const whole = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return ajv.compile(JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')));
}

function messageOf(prefix: 'client' | 'server', event: string): EventMessage {
  const found = messages[`${prefix}.${event.replaceAll(':', '.')}`];
  if (found === undefined) throw new Error(`no message ${event}`);
  return found;
}

function resolve(ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
}

describe('the AsyncAPI document', () => {
  it('is valid by the schema of AsyncAPI 3.0.0', () => {
    const path = createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0.json');
    // It brings its own copy of draft 7, so ajv must not.
    const reader = addFormats.default(new Ajv({ strict: false, meta: false, validateSchema: false }));
    const validate = reader.compile(JSON.parse(readFileSync(path, 'utf8')));
    validate(document);
    expect(validate.errors).toBeNull();
  });

  it.each([
    ['https://care.example', { host: 'care.example', protocol: 'wss' }],
    ['http://localhost:3220', { host: 'localhost:3220', protocol: 'ws' }],
  ])('names the server at %s', (origin, server) => {
    const there = asyncApiDocument({ version: '1.2.3', origin });
    expect(there.servers).toEqual({ here: expect.objectContaining(server) });
    expect(reachedAt(document, origin)).toEqual(there);
  });

  it('says what may change and what never does', () => {
    expect(document.info.description).toContain(VERSIONING);
  });

  it('has every event of the protocol once in its direction', () => {
    const namesOf = (action: 'receive' | 'send') =>
      operations
        .filter((operation) => operation.action === action)
        .map(({ messages: [message] }) => (resolve(message?.$ref ?? '') as { $ref: string }).$ref)
        .map((ref) => (resolve(ref) as EventMessage).name);
    expect(namesOf('receive').sort()).toEqual(Object.keys(CLIENT_EVENTS).sort());
    expect(namesOf('send').sort()).toEqual(Object.keys(SERVER_EVENTS).sort());
    expect(Object.keys(messages).length).toBe(operations.length);
  });

  it('is plain JSON and the same each time', () => {
    expect(JSON.parse(JSON.stringify(document))).toStrictEqual(document);
    expect(JSON.stringify(asyncApiDocument({ version: '1.2.3' }))).toBe(JSON.stringify(document));
  });

  it('refers only to what is in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref ?? '');
    for (const ref of refs) expect(resolve(ref), ref).toBeDefined();
  });

  it('replies with the answer of the protocol or with an error, and acknowledges either', () => {
    for (const [name, event] of Object.entries(CLIENT_EVENTS)) {
      const operation = document.operations[`receive.${name.replaceAll(':', '.')}`];
      const replies = operation?.reply?.messages.map(({ $ref }) => (resolve($ref) as { $ref: string }).$ref);
      const expected = 'answer' in event ? [event.answer, 'error'] : [];
      expect((replies ?? []).map((ref) => (resolve(ref) as EventMessage).name)).toEqual(expected);
      expect(operation?.['x-acknowledgement']).toBeDefined();
      for (const code of operation?.['x-error-codes'] ?? []) expect(ERRORS).toHaveProperty([code]);
    }
  });

  it('tells the two forms of a candidate apart: what may be left out and what is always there', () => {
    const { Candidate, CandidateInput } = document.components.schemas;
    expect(Candidate?.anyOf?.[0]?.required).toEqual(['candidate']);
    expect(CandidateInput?.anyOf?.[0]?.required).toBeUndefined();
    expect(document.components.schemas).not.toHaveProperty('MessageInput');
  });
});

describe('each event', () => {
  it.each(Object.entries(CLIENT_EVENTS))(
    '%s, emitted: the protocol admits its example',
    (name, { payload }) => {
      const { examples, payload: schema } = messageOf('client', name);
      expect(payload.safeParse(examples[0]?.payload).error).toBeUndefined();
      expect(validatorOf(schema)(examples[0]?.payload)).toBe(true);
    },
  );

  it.each(Object.entries(SERVER_EVENTS))(
    '%s, heard: the protocol admits its example',
    (name, { payload }) => {
      const { examples, payload: schema } = messageOf('server', name);
      expect(payload.safeParse(examples[0]?.payload).error).toBeUndefined();
      expect(validatorOf(schema)(examples[0]?.payload)).toBe(true);
    },
  );
});

describe('the source document', () => {
  it.each(Object.entries(DOCUMENTED_EMITS))('%s, emitted as documented, is admitted', (name, payload) => {
    expect(validatorOf(messageOf('client', name).payload)(payload)).toBe(true);
  });

  it.each(Object.entries(DOCUMENTED_EVENTS))('%s, heard, has every documented field', (name, payload) => {
    const { payload: schema, examples } = messageOf('server', name);
    const ours = examples[0]?.payload as Record<string, Record<string, unknown>>;
    const { message, conversation } = payload as Record<string, object>;
    const completed = {
      ...ours,
      ...payload,
      ...(typeof message === 'object' && { message: { ...ours.message, ...message } }),
      ...(conversation !== undefined && { conversation: { ...ours.conversation, ...conversation } }),
    };
    const validate = validatorOf(schema);
    expect(validate(completed)).toBe(true);
    for (const field of Object.keys(payload)) {
      const { [field]: _, ...rest } = completed as Record<string, unknown>;
      expect(validate(rest), `without ${field}`).toBe(false);
    }
  });
});
