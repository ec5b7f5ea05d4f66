import {
  CLIENT_EVENTS,
  type ClientEvent,
  type ClientEventName,
  type ErrorCode,
  HandshakeAuth,
  refusalsOfEvent,
  SERVER_EVENTS,
  type ServerEventName,
} from '@jiggy-care/protocol';
import { type JsonSchema, type SchemaBook, writeSchemaBook } from './schema-book.ts';
import { exampleOf } from './schema-example.ts';
import { VERSIONING } from './versioning.ts';

export type EventGroup = 'Connection' | 'Chat' | 'Calls' | 'Signals';

interface Reference {
  readonly $ref: string;
}

export interface EventMessage {
  /** The event's name on the wire; a few names travel in both directions. */
  readonly name: string;
  readonly summary: string;
  readonly contentType: 'application/json';
  readonly payload: JsonSchema;
  readonly examples: readonly { readonly payload: unknown }[];
}

export interface EventOperation {
  /** Seen from the server: `receive` is what a client emits. */
  readonly action: 'receive' | 'send';
  readonly channel: Reference;
  readonly summary: string;
  readonly tags: readonly { readonly name: EventGroup }[];
  readonly messages: readonly Reference[];
  readonly reply?: { readonly channel: Reference; readonly messages: readonly Reference[] };
  /** What an acknowledgement callback is called with. */
  readonly 'x-acknowledgement'?: Reference;
  /** Codes of `error` that may come instead, the particular ones first. */
  readonly 'x-error-codes'?: readonly ErrorCode[];
}

export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: { readonly title: string; readonly version: string; readonly [key: string]: unknown };
  readonly defaultContentType: 'application/json';
  readonly servers: Readonly<Record<string, unknown>>;
  readonly channels: { readonly chat: Readonly<Record<string, unknown>> };
  readonly operations: Readonly<Record<string, EventOperation>>;
  readonly components: {
    readonly schemas: Record<string, JsonSchema>;
    readonly messages: Readonly<Record<string, EventMessage>>;
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

/** Where a server is reached of which nobody has said it. */
const USUAL_ORIGIN = 'http://localhost:3000';

const DESCRIPTION = `Socket.IO events of the namespace \`/chat\`, seen from the server: it receives what clients emit.
Every event carries one object. Where a client passes an acknowledgement callback, the callback gets
\`{event, data}\`: the answering event, or \`error\` and the reason; the event itself is emitted as well.

**Versions.** ${VERSIONING}`;

const CHAT: Reference = { $ref: '#/channels/chat' };

/**
 * The socket half of the protocol as AsyncAPI 3.0: one channel, one operation per event and direction.
 * The same input gives the same document, key by key.
 *
 * @param version of the server
 * @param origin  where the server is reached, such as `https://care.example`
 */
export function asyncApiDocument({
  version,
  origin = USUAL_ORIGIN,
}: {
  version: string;
  origin?: string;
}): AsyncApiDocument {
  const book = writeSchemaBook({
    sent: [HandshakeAuth, ...Object.values(CLIENT_EVENTS).map((event) => event.payload)],
    received: Object.values(SERVER_EVENTS).map((event) => event.payload),
  });
  const messages = messagesOf(book);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Jiggy Care Chat: socket events',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: serversAt(origin),
    channels: {
      chat: {
        address: '/chat',
        title: 'The namespace of all events',
        description:
          'A client connects here; conversations are rooms inside it, entered by `join_conversation`.',
        messages: Object.fromEntries(
          Object.keys(messages).map((key) => [key, { $ref: `#/components/messages/${key}` }]),
        ),
        'x-handshake-auth': { $ref: '#/components/schemas/HandshakeAuth' },
      },
    },
    operations: operationsOf(),
    components: {
      schemas: {
        ...book.components,
        Acknowledgement: {
          type: 'object',
          properties: { event: { type: 'string' }, data: { type: 'object' } },
          required: ['event', 'data'],
        },
        HandshakeAuth: book.schemaOf(HandshakeAuth, 'input'),
      },
      messages,
      securitySchemes: {
        handshakeToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token as `auth.token` of the handshake, or as the header Authorization.',
        },
        handshakeCookie: {
          type: 'httpApiKey',
          in: 'cookie',
          name: 'access_token',
          description: 'Of a page on our own or an allowed origin.',
        },
      },
    },
  };
}

/** The same document of a server that is reached elsewhere. */
export function reachedAt(document: AsyncApiDocument, origin: string): AsyncApiDocument {
  return { ...document, servers: serversAt(origin) };
}

function serversAt(origin: string): AsyncApiDocument['servers'] {
  const { host, protocol } = new URL(origin);
  return {
    here: {
      host,
      pathname: '/socket.io',
      protocol: protocol === 'https:' ? 'wss' : 'ws',
      description: 'Socket.IO, transports websocket and polling. A token in the URL is never read.',
      security: [
        { $ref: '#/components/securitySchemes/handshakeToken' },
        { $ref: '#/components/securitySchemes/handshakeCookie' },
      ],
    },
  };
}

const clientEvents = Object.keys(CLIENT_EVENTS) as ClientEventName[];
const serverEvents = Object.keys(SERVER_EVENTS) as ServerEventName[];

/** Names travel in both directions and hold colons; keys of a document may do neither. */
function keyOf(prefix: 'client' | 'server' | 'receive' | 'send', event: string): string {
  return `${prefix}.${event.replaceAll(':', '.')}`;
}

function messagesOf({ schemaOf, components }: SchemaBook): AsyncApiDocument['components']['messages'] {
  const message = (name: string, summary: string, payload: JsonSchema): EventMessage => ({
    name,
    summary,
    contentType: 'application/json',
    payload,
    examples: [{ payload: exampleOf(payload, components) }],
  });
  return Object.fromEntries([
    ...clientEvents.map((name) => {
      const { payload, summary } = CLIENT_EVENTS[name];
      return [keyOf('client', name), message(name, summary, schemaOf(payload, 'input'))];
    }),
    ...serverEvents.map((name) => {
      const { payload, summary } = SERVER_EVENTS[name];
      return [keyOf('server', name), message(name, summary, schemaOf(payload, 'output'))];
    }),
  ]);
}

function operationsOf(): AsyncApiDocument['operations'] {
  return Object.fromEntries([
    ...clientEvents.map((name) => [keyOf('receive', name), receiveOf(name)]),
    ...serverEvents.map((name) => [
      keyOf('send', name),
      {
        action: 'send',
        channel: CHAT,
        summary: SERVER_EVENTS[name].summary,
        tags: [{ name: groupOf(name) }],
        messages: [onChannel(keyOf('server', name))],
      } satisfies EventOperation,
    ]),
  ]);
}

function receiveOf(name: ClientEventName): EventOperation {
  const event: ClientEvent = CLIENT_EVENTS[name];
  return {
    action: 'receive',
    channel: CHAT,
    summary: event.summary,
    tags: [{ name: groupOf(name) }],
    messages: [onChannel(keyOf('client', name))],
    ...(event.answer !== undefined && {
      reply: {
        channel: CHAT,
        messages: [onChannel(keyOf('server', event.answer)), onChannel('server.error')],
      },
    }),
    'x-acknowledgement': { $ref: '#/components/schemas/Acknowledgement' },
    'x-error-codes': refusalsOfEvent(event),
  };
}

function onChannel(messageKey: string): Reference {
  return { $ref: `#/channels/chat/messages/${messageKey}` };
}

function groupOf(event: string): EventGroup {
  if (event.startsWith('call:')) return 'Calls';
  if (event.startsWith('webrtc:')) return 'Signals';
  return event.startsWith('auth:') || event === 'error' ? 'Connection' : 'Chat';
}
