import type { CallStatus } from '@jiggy-care/protocol';
import { expect, test } from 'vitest';
import { DomainError } from '../../errors/domain-error.ts';
import type { CallEvent, CallEventKind } from './call-event.ts';
import type { CallRecord } from './call-record.ts';
import { decide, KINDS } from './decide.ts';
import {
  active,
  ada1,
  ada2,
  answerOf,
  ben1,
  ben2,
  CONVERSATION,
  candidateOf,
  offerOf,
  RING_MS,
  ringing,
  spoken,
  T0,
  TIMES,
} from './testing/call-fixtures.ts';

const NOW = T0 + 10_000;
const AWAY_UNTIL = T0 + 20_000;
const media = { audio: true, video: false, screen: false };

const initiate = { kind: 'initiate', conversationId: CONVERSATION, callType: 'video' } as const;
const lost = (socketId: string, deliberate: boolean, elsewhere = false): CallEvent => ({
  kind: 'lost',
  userId: socketId.startsWith('ada') ? ada1.userId : ben1.userId,
  socketId,
  deliberate,
  elsewhere,
});

const EVENTS = {
  'initiate by ada1': { ...initiate, by: ada1 },
  'initiate by ada2': { ...initiate, by: ada2 },
  'initiate by ada1 of another type': { ...initiate, by: ada1, callType: 'audio' },
  'initiate by ben1': { ...initiate, by: ben1 },
  'accept by ben1': { kind: 'accept', by: ben1 },
  'accept by ben2': { kind: 'accept', by: ben2 },
  'accept by ada1': { kind: 'accept', by: ada1 },
  'reject by ben1': { kind: 'reject', by: ben1, reason: 'Later' },
  'reject by ben2': { kind: 'reject', by: ben2 },
  'reject by ada1': { kind: 'reject', by: ada1 },
  'end by ada1': { kind: 'end', by: ada1 },
  'end by ada2': { kind: 'end', by: ada2 },
  'end by ben1': { kind: 'end', by: ben1 },
  'end by ben2': { kind: 'end', by: ben2 },
  'away by ada1': { kind: 'away', by: ada1 },
  'away by ada2': { kind: 'away', by: ada2 },
  'away by ben1': { kind: 'away', by: ben1 },
  'away by ben2': { kind: 'away', by: ben2 },
  withdraw: { kind: 'withdraw', reason: 'booking-cancelled' },
  ring_expired: { kind: 'ring_expired', deadline: T0 + RING_MS },
  'ring_expired of another deadline': { kind: 'ring_expired', deadline: T0 },
  'lost of ada1': lost('ada1', false),
  'lost of ada1 on purpose': lost('ada1', true),
  'lost of ada2 on purpose': lost('ada2', true),
  'lost of ben1': lost('ben1', false),
  'lost of ben1 on purpose': lost('ben1', true),
  'lost of ben1 on purpose, not the last': lost('ben1', true, true),
  'absent of caller': { kind: 'absent', side: 'caller', socketId: 'ada1' },
  'absent of an older caller': { kind: 'absent', side: 'caller', socketId: 'ada0' },
  'absent of callee': { kind: 'absent', side: 'callee', socketId: null },
  'present of caller': { kind: 'present', side: 'caller', socketId: 'ada1' },
  'arrived by ada2': { kind: 'arrived', by: ada2 },
  'arrived by ben2': { kind: 'arrived', by: ben2 },
  'joined by ada2': { kind: 'joined', by: ada2, conversationId: CONVERSATION },
  'joined by ben2': { kind: 'joined', by: ben2, conversationId: CONVERSATION },
  'grace_expired of caller': { kind: 'grace_expired', side: 'caller', deadline: AWAY_UNTIL },
  'grace_expired of callee': { kind: 'grace_expired', side: 'callee', deadline: AWAY_UNTIL },
  'grace_renewed of caller': { kind: 'grace_renewed', side: 'caller' },
  'offer by ada1': { kind: 'offer', by: ada1, offer: offerOf('a') },
  'offer by ada2': { kind: 'offer', by: ada2, offer: offerOf('a') },
  'offer by ben1': { kind: 'offer', by: ben1, offer: offerOf('b') },
  'offer by ben2': { kind: 'offer', by: ben2, offer: offerOf('b') },
  'answer by ada1': { kind: 'answer', by: ada1, answer: answerOf('a') },
  'answer by ben1': { kind: 'answer', by: ben1, answer: answerOf('b') },
  'answer by ben2': { kind: 'answer', by: ben2, answer: answerOf('b') },
  'candidate by ada1': { kind: 'candidate', by: ada1, candidate: candidateOf('a') },
  'candidate by ada2': { kind: 'candidate', by: ada2, candidate: candidateOf('a') },
  'candidate by ben1': { kind: 'candidate', by: ben1, candidate: candidateOf('b') },
  'media by ada1': { kind: 'media', by: ada1, media },
  'media by ada2': { kind: 'media', by: ada2, media },
  'media by ben1': { kind: 'media', by: ben1, media },
  'media by ben2': { kind: 'media', by: ben2, media },
} as const satisfies Record<string, CallEvent>;

/** What comes of each event: `refused <code>`, `nothing`, or the status afterwards and what is told. */
type Row = Record<keyof typeof EVENTS, string>;

const ELSEWHERE = 'refused answered_elsewhere';
const NO_CALL = 'refused no_such_call';
const cancelled = (reason: string) => `cancelled: ben* call:ended (${reason}), ben* call:missed`;

const WHILE_RINGING: Row = {
  'initiate by ada1': 'ringing: ada1 call:ringing',
  'initiate by ada2': `${cancelled('replaced')}, ada1 call:ended (replaced), ada1 call:no-answer (in-another-call)`,
  'initiate by ada1 of another type': cancelled('replaced'),
  'initiate by ben1':
    'active: ben1 call:connected, ada1 call:stop-ringing, ada1 call:accepted, ' +
    'ben* but ben1 call:ended (answered-elsewhere), plain ben* but ben1 call:missed (answered-elsewhere)',
  'accept by ben1':
    'active: ben1 call:connected, ada1 call:stop-ringing, ada1 call:accepted, ' +
    'ben* but ben1 call:ended (answered-elsewhere), plain ben* but ben1 call:missed (answered-elsewhere)',
  'accept by ben2':
    'active: ben2 call:connected, ada1 call:stop-ringing, ada1 call:accepted, ' +
    'ben* but ben2 call:ended (answered-elsewhere), plain ben* but ben2 call:missed (answered-elsewhere)',
  'accept by ada1': NO_CALL,
  'reject by ben1':
    'rejected: ada1 call:rejected (Later), ben* but ben1 call:ended (declined-elsewhere), ' +
    'plain ben* but ben1 call:missed (declined-elsewhere)',
  'reject by ben2':
    'rejected: ada1 call:rejected (Declined), ben* but ben2 call:ended (declined-elsewhere), ' +
    'plain ben* but ben2 call:missed (declined-elsewhere)',
  'reject by ada1': NO_CALL,
  'end by ada1': cancelled('cancelled'),
  'end by ada2': `${cancelled('cancelled')}, ada1 call:ended (cancelled), ada1 call:no-answer (refused)`,
  'end by ben1':
    'rejected: ada1 call:rejected (Declined), ben* but ben1 call:ended (declined-elsewhere), ' +
    'plain ben* but ben1 call:missed (declined-elsewhere)',
  'end by ben2':
    'rejected: ada1 call:rejected (Declined), ben* but ben2 call:ended (declined-elsewhere), ' +
    'plain ben* but ben2 call:missed (declined-elsewhere)',
  'away by ada1': 'ringing: grace of caller',
  'away by ada2': 'nothing',
  'away by ben1': 'nothing',
  'away by ben2': 'nothing',
  withdraw: `${cancelled('booking-cancelled')}, ada1 call:ended (booking-cancelled), ada1 call:no-answer (refused)`,
  ring_expired: 'missed: ada1 call:no-answer (timeout), ben* call:missed',
  'ring_expired of another deadline': 'nothing',
  'lost of ada1': 'ringing: grace of caller',
  'lost of ada1 on purpose': cancelled('cancelled'),
  'lost of ada2 on purpose': 'nothing',
  'lost of ben1': 'ringing: grace of callee',
  'lost of ben1 on purpose':
    'missed: ben* call:ended (connection-lost), ben* call:missed, ada1 call:ended (connection-lost), ' +
    'ada1 call:no-answer (connection-lost)',
  'lost of ben1 on purpose, not the last': 'nothing',
  'absent of caller': 'ringing: grace of caller',
  'absent of an older caller': 'nothing',
  'absent of callee': 'ringing: grace of callee',
  'present of caller': 'nothing',
  'arrived by ada2': 'nothing',
  'arrived by ben2': 'ringing: ben2 call:incoming',
  'joined by ada2': 'ringing: successor of caller',
  'joined by ben2': 'nothing',
  'grace_expired of caller': 'nothing',
  'grace_expired of callee': 'nothing',
  'grace_renewed of caller': 'nothing',
  'offer by ada1': 'ringing: held',
  'offer by ada2': ELSEWHERE,
  'offer by ben1': NO_CALL,
  'offer by ben2': NO_CALL,
  'answer by ada1': NO_CALL,
  'answer by ben1': NO_CALL,
  'answer by ben2': NO_CALL,
  'candidate by ada1': 'ringing: held',
  'candidate by ada2': ELSEWHERE,
  'candidate by ben1': NO_CALL,
  'media by ada1': 'ringing: held',
  'media by ada2': ELSEWHERE,
  'media by ben1': NO_CALL,
  'media by ben2': NO_CALL,
};

const WHILE_ACTIVE: Row = {
  'initiate by ada1': 'ended: ben1 call:ended (replaced)',
  'initiate by ada2': 'ended: ben1 call:ended (replaced), ada1 call:ended (replaced)',
  'initiate by ada1 of another type': 'ended: ben1 call:ended (replaced)',
  'initiate by ben1': 'ended: ada1 call:ended (replaced)',
  'accept by ben1': 'active: ben1 call:connected',
  'accept by ben2': ELSEWHERE,
  'accept by ada1': NO_CALL,
  'reject by ben1': NO_CALL,
  'reject by ben2': ELSEWHERE,
  'reject by ada1': NO_CALL,
  'end by ada1': 'ended: ben1 call:ended (hangup)',
  'end by ada2': 'ended: ben1 call:ended (hangup), ada1 call:ended (hangup)',
  'end by ben1': 'ended: ada1 call:ended (hangup)',
  'end by ben2': 'ended: ada1 call:ended (hangup), ben1 call:ended (hangup)',
  'away by ada1': 'active: grace of caller, ben1 call:away',
  'away by ada2': 'nothing',
  'away by ben1': 'active: grace of callee, ada1 call:away',
  'away by ben2': 'nothing',
  withdraw: 'ended: ada1 call:ended (booking-cancelled), ben1 call:ended (booking-cancelled)',
  ring_expired: 'nothing',
  'ring_expired of another deadline': 'nothing',
  'lost of ada1': 'active: grace of caller',
  'lost of ada1 on purpose': 'ended: ben1 call:ended (hangup)',
  'lost of ada2 on purpose': 'nothing',
  'lost of ben1': 'active: grace of callee',
  'lost of ben1 on purpose': 'ended: ada1 call:ended (hangup)',
  'lost of ben1 on purpose, not the last': 'ended: ada1 call:ended (hangup)',
  'absent of caller': 'active: grace of caller',
  'absent of an older caller': 'nothing',
  'absent of callee': 'nothing',
  'present of caller': 'nothing',
  'arrived by ada2': 'nothing',
  'arrived by ben2': 'nothing',
  'joined by ada2': 'active: successor of caller',
  'joined by ben2': 'active: successor of callee',
  'grace_expired of caller': 'nothing',
  'grace_expired of callee': 'nothing',
  'grace_renewed of caller': 'nothing',
  'offer by ada1': 'active: ben1 webrtc:offer',
  'offer by ada2': ELSEWHERE,
  'offer by ben1': 'active: ada1 webrtc:offer',
  'offer by ben2': ELSEWHERE,
  'answer by ada1': 'active: ben1 webrtc:answer',
  'answer by ben1': 'active: ada1 webrtc:answer',
  'answer by ben2': ELSEWHERE,
  'candidate by ada1': 'active: held',
  'candidate by ada2': ELSEWHERE,
  'candidate by ben1': 'active: held',
  'media by ada1': 'active: ben1 call:media',
  'media by ada2': ELSEWHERE,
  'media by ben1': 'active: ada1 call:media',
  'media by ben2': ELSEWHERE,
};

const REFUSED_WHEN_OVER = ['accept', 'reject'];
const FINAL: readonly CallStatus[] = ['ended', 'rejected', 'missed', 'cancelled', 'busy', 'failed'];

test.each(Object.entries(WHILE_RINGING))('while it rings, %s: %s', (name, outcome) => {
  expect(outcomeOf(ringing(), EVENTS[name as keyof Row])).toBe(outcome);
});

test.each(Object.entries(WHILE_ACTIVE))('in a running call, %s: %s', (name, outcome) => {
  expect(outcomeOf(active(), EVENTS[name as keyof Row])).toBe(outcome);
});

test.each(FINAL)('nothing moves a call that is over (%s), and nothing is told of it', (status) => {
  const over: CallRecord = { ...active(), status, endedAt: T0 + 9_000 };
  for (const [name, event] of Object.entries(EVENTS)) {
    const expected = REFUSED_WHEN_OVER.includes(event.kind) ? NO_CALL : 'nothing';
    expect([name, outcomeOf(over, event)]).toEqual([name, expected]);
  }
});

test('every kind of event is in the tables', () => {
  const tried = new Set<CallEventKind>(Object.values(EVENTS).map(({ kind }) => kind));
  expect(tried).toEqual(new Set(KINDS));
});

/** Also looks after what holds for every move. */
function outcomeOf(call: CallRecord, event: CallEvent): string {
  const before = structuredClone(call);
  try {
    const { call: next, effects } = decide(call, event, NOW, TIMES);
    expect(call).toEqual(before);
    for (const { outgoing } of effects) expect(outgoing.payload).toMatchObject({ callId: call.id });
    if (next === call && effects.length === 0) return 'nothing';
    expect(next.endedAt).toBe(next.status === 'ringing' || next.status === 'active' ? null : NOW);
    return `${next.status}: ${[...silentChanges(call, next), ...effects.map(spoken)].join(', ')}`;
  } catch (thrown) {
    if (thrown instanceof DomainError) return `refused ${thrown.code}`;
    throw thrown;
  }
}

function silentChanges(before: CallRecord, { status, ...after }: CallRecord): string[] {
  const isOver = status !== 'ringing' && status !== 'active';
  return (['caller', 'callee'] as const).flatMap((side) => {
    const leg = after[side];
    const { candidates, offer, media } = leg.signals;
    const isHeld = candidates.length > 0 || offer !== null || media !== null;
    return [
      ...(leg.graceEndsAt !== before[side].graceEndsAt ? [`grace of ${side}`] : []),
      ...(leg.successor !== null ? [`successor of ${side}`] : []),
      ...(isHeld && !isOver ? ['held'] : []),
    ];
  });
}

test('where it also rings while the app is closed, it rings on without any socket', () => {
  const call = { ...ringing(), reach: 'both' as const };
  const events = [
    lost('ben1', true),
    lost('ben1', false),
    { kind: 'absent', side: 'callee', socketId: null },
  ] as const;
  for (const event of events) expect(outcomeOf(call, event)).toBe('nothing');
  const { call: over } = decide(call, { kind: 'ring_expired', deadline: call.ringEndsAt }, NOW, TIMES);
  expect(over.status).toBe('missed');
});
