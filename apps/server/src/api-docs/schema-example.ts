import { componentName, type JsonSchema, resolveComponent } from './schema-book.ts';

const PATIENT = '7a1d4c52-0b8e-4f63-9d27-5c1e8f3a6b90';
const CONSULTANT = 'c4e9b1f7-62d3-4a85-8f10-3b7d9e2c5a64';

/**
 * One little story for all examples: Ada, a patient, and the consultant Dr. Grace Okoro share a booking.
 * Looked up as `Component.field` first, then as `field`.
 */
const STORY: Readonly<Record<string, unknown>> = {
  consultantId: CONSULTANT,
  patientId: PATIENT,
  userId: PATIENT,
  senderId: PATIENT,
  callerId: PATIENT,
  calleeId: CONSULTANT,
  toUserId: CONSULTANT,
  fromUserId: CONSULTANT,
  conversationId: '3f2c8f0e-6d3b-4f0a-9a59-0b6f8a4f7c11',
  bookingId: '9b5e2d70-1c4f-4e8a-b6d3-2f7a0c8e4d19',
  messageId: 'e0f3a6b8-5d2c-4b91-8e74-6a9c1d0f2b35',
  clientMessageId: '51c8d9e2-7f3b-4a60-9c15-8d4e2b6f0a73',
  callId: 'b7d24f19-3e6a-4c58-a091-f5c8e3d7b246',
  sessionId: 'd86a0b4e-92f1-4d37-b5c8-1e7f3a9d6c02',
  requestId: 'f19c7e3a-4b8d-4625-9e0f-7d3c5a1b8e64',
  'Account.id': PATIENT,
  'Account.email': 'ada@example.org',
  'Person.id': CONSULTANT,
  'Person.name': 'Dr. Grace Okoro',
  'Conversation.id': '3f2c8f0e-6d3b-4f0a-9a59-0b6f8a4f7c11',
  'InboxEntry.patient': { id: PATIENT, name: 'Ada Mensah' },
  'InboxEntry.id': '3f2c8f0e-6d3b-4f0a-9a59-0b6f8a4f7c11',
  'Message.id': 'e0f3a6b8-5d2c-4b91-8e74-6a9c1d0f2b35',
  'Message.isRead': false,
  'Message.content': 'Hello, how are you?',
  'Booking.id': '9b5e2d70-1c4f-4e8a-b6d3-2f7a0c8e4d19',
  'Booking.reason': 'Check-up after the new treatment',
  'Booking.durationMinutes': 30,
  'CreateBooking.reason': 'Check-up after the new treatment',
  'Call.id': 'b7d24f19-3e6a-4c58-a091-f5c8e3d7b246',
  'Session.id': 'd86a0b4e-92f1-4d37-b5c8-1e7f3a9d6c02',
  'Session.userAgent': 'Mozilla/5.0',
  'CallMissed.reason': 'answered-elsewhere',
  'SocketError.message': 'Too many messages in a short time.',
  'SocketError.code': 'rate_limited',
  'SocketError.retryable': true,
  'SocketError.event': 'send_message',
  'Presence.online': false,
  'IceServers.ttl': 3600,
  name: 'Ada Mensah',
  fromName: 'Dr. Grace Okoro',
  reason: 'Busy',
  password: 'a long and private phrase',
  currentPassword: 'a long and private phrase',
  newPassword: 'another, even longer phrase',
  invitation: 'kQ3v9-hT2xw-81Zbn',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi….mK4h…',
  accessToken: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi….mK4h…',
  refreshToken: 'rt_5nS0dB2yQk7w',
  expiresIn: 900,
  urls: 'stun:stun.example.org:3478',
  username: '1768403400:7a1d4c52',
  credential: 'pX0c1mZb9Q==',
  cursor: 'c_000000000042',
  version: '1.0.0',
  path: 'content',
  screen: false,
  unreadCount: 2,
  updatedCount: 1,
  missedCount: 1,
  seq: 42,
  uptimeS: 86_400,
  retryAfterMs: 1_000,
  candidate: 'candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host',
  sdpMid: '0',
  usernameFragment: 'Qx7b',
};

/**
 * A value that the schema admits, with every field filled in: what a reader copies as a start.
 *
 * @param components where references lead
 * @param component  name of the component that the schema is, so that its fields find their part of the story
 */
export function exampleOf(
  schema: JsonSchema,
  components: Record<string, JsonSchema>,
  component = '',
  field = '',
): unknown {
  const told = STORY[`${component}.${field}`];
  if (told !== undefined) return told;
  if (schema.$ref !== undefined) {
    const name = componentName(schema.$ref);
    return exampleOf(resolveComponent(components, schema.$ref), components, name, field);
  }
  const branch = schema.anyOf?.find((one) => one.type !== 'null');
  if (branch !== undefined) return exampleOf(branch, components, component, field);
  if (schema.properties !== undefined)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, inner]) => [
        name,
        exampleOf(inner, components, component, name),
      ]),
    );
  if (schema.items !== undefined)
    return [exampleOf(schema.items, components, component, field.replace(/Ids$/, 'Id'))];
  return scalarOf(schema, field);
}

function scalarOf(schema: JsonSchema, field: string): unknown {
  if (schema.const !== undefined) return schema.const;
  const given = schema.enum?.[0] ?? STORY[field] ?? schema.examples?.[0] ?? schema.default;
  if (given !== undefined) return given;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return true;
  return 'text';
}
