import { CLIENT_EVENTS, type ClientEventName } from '@jiggy-care/protocol';
import { expect, test } from 'vitest';
import { DomainError } from '../errors/domain-error.ts';
import { parsePayload } from './parse-payload.ts';

const CONVERSATION = '7d9f6f5e-1111-4000-8000-000000000001';
const PERSON = '7d9f6f5e-1111-4000-8000-000000000002';

function refusal(event: ClientEventName, ...input: unknown[]): DomainError {
  try {
    parsePayload(event, input);
  } catch (thrown) {
    if (thrown instanceof DomainError) return thrown;
    throw thrown;
  }
  throw new Error('it was taken');
}

test('a payload arrives with its known fields, ids in lower case', () => {
  const payload = {
    conversationId: CONVERSATION.toUpperCase(),
    userId: PERSON,
    userType: 'patient',
    admin: true,
  };
  expect(parsePayload('join_conversation', [payload])).toEqual({
    conversationId: CONVERSATION,
    userId: PERSON,
    userType: 'patient',
  });
});

test.each([
  ['no payload', []],
  ['null', [null]],
  ['a text', ['hello']],
  ['a number', [7]],
  ['an array', [[]]],
  ['two payloads', [{}, {}]],
  ['bytes', [Buffer.from('x')]],
])('%s is refused for every event', (_, input) => {
  for (const event of Object.keys(CLIENT_EVENTS) as ClientEventName[]) {
    expect(refusal(event, ...input)).toMatchObject({ code: 'validation_failed' });
  }
});

test.each([
  [{}],
  [{ conversationId: CONVERSATION, userId: PERSON }],
  [{ conversationId: '', userId: PERSON, userType: 'patient' }],
  [{ conversationId: CONVERSATION, userId: null, userType: 'patient' }],
])('a join without one of its three fields is refused in the words of the document: %j', (payload) => {
  expect(refusal('join_conversation', payload).message).toBe(
    'Missing required fields: conversationId, userId, or userType',
  );
});

test.each([
  [{}],
  [{ conversationId: CONVERSATION, messageIds: [] }],
  [{ conversationId: CONVERSATION, messageIds: ['nothing'] }],
])('bad data to mark as read is refused in the words of the document: %j', (payload) => {
  const { message, details } = refusal('mark_read', payload);
  expect(message).toBe('Invalid data provided');
  expect(details?.length).toBeGreaterThan(0);
});

test('one bad field is named with what is wrong about it', () => {
  const message = { conversationId: 'no uuid', content: 'x', senderType: 'patient' };
  expect(refusal('send_message', message).message).toBe('Invalid data: conversationId must be a UUID');
});

test('several bad fields are named', () => {
  expect(refusal('send_message', {}).message).toBe('Invalid data: check conversationId, content, senderType');
});

test('a fault inside a field names the way to it', () => {
  const offer = { toUserId: PERSON, offer: { type: 'answer', sdp: 'v=0' } };
  expect(refusal('webrtc:offer', offer)).toMatchObject({
    message: 'Invalid data: offer.type must be "offer"',
    details: [{ path: 'offer.type', message: 'must be "offer"' }],
  });
});

test('what was sent is not repeated, whichever field it stood in', () => {
  const CANARY = 'canary-4711';
  const fields = [
    ...['conversationId', 'userId', 'userType', 'content', 'senderType', 'clientMessageId', 'messageIds'],
    ...['toUserId', 'callType', 'callId', 'reason', 'offer', 'answer', 'candidate', 'token', CANARY],
  ];
  const values = [CANARY, [CANARY], { [CANARY]: CANARY }, { type: CANARY, sdp: CANARY, candidate: [CANARY] }];
  for (const event of Object.keys(CLIENT_EVENTS) as ClientEventName[]) {
    for (const value of values) {
      const payload = Object.fromEntries(fields.map((field) => [field, value]));
      if (event === 'auth:renew' && value === CANARY) continue; // a text is what a token is
      const { message, details } = refusal(event, payload);
      expect(`${event} ${message} ${JSON.stringify(details)}`).not.toContain(CANARY);
    }
  }
});

test('a key called __proto__ is no way to the prototype', () => {
  const payload = JSON.parse(`{"conversationId": "${CONVERSATION}", "__proto__": {"admin": true}}`);
  const parsed = parsePayload('leave_conversation', [payload]);
  expect(parsed).toEqual({ conversationId: CONVERSATION });
  expect(parsed.admin).toBeUndefined();
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});
