import { LIMITS } from '@jiggy-care/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Device } from './call-record.ts';
import {
  ada1,
  answerOf,
  ben1,
  candidateOf,
  device,
  END_OF_CANDIDATES,
  offerOf,
  ringing,
  Story,
} from './testing/call-fixtures.ts';

let story: Story;
let ada: Device;
let ben: Device;

const offer = (by: Device, ...ufrags: string[]) => story.on({ kind: 'offer', by, offer: offerOf(...ufrags) });
const answer = (by: Device, ...ufrags: string[]) =>
  story.on({ kind: 'answer', by, answer: answerOf(...ufrags) });
const candidate = (by: Device, ufrag: string) =>
  story.on({ kind: 'candidate', by, candidate: candidateOf(ufrag) });
const accept = () => story.on({ kind: 'accept', by: ben });
const webrtc = (sent: readonly string[]) => sent.filter((one) => one.includes('webrtc:'));

function call(caller: Device = ada1, callee: Device = ben1): void {
  ada = caller;
  ben = callee;
  story = new Story(ringing(ada));
}

beforeEach(() => call());

describe('between two clients like the one of the document', () => {
  test('nothing of the caller passes before the accept, and then all in the order that works', () => {
    offer(ada, 'old');
    candidate(ada, 'old');
    offer(ada, 'new');
    candidate(ada, 'new');
    story.on({ kind: 'candidate', by: ada, candidate: END_OF_CANDIDATES });
    expect(story.sent).toEqual([]);
    expect(accept().slice(0, 4)).toEqual([
      'ben1 call:connected',
      'ada1 call:stop-ringing',
      'ada1 call:accepted',
      'ben1 webrtc:offer',
    ]);
    expect(story.effects[3]?.outgoing.payload).toMatchObject({ offer: offerOf('new') });
    expect(candidate(ada, 'new')).toEqual([]);
    expect(candidate(ben, 'ben')).toEqual([]);
    expect(answer(ben, 'ben')).toEqual([
      'ada1 webrtc:answer',
      'ada1 webrtc:ice-candidate ben',
      'ben1 webrtc:ice-candidate new',
      'ben1 webrtc:ice-candidate ',
      'ben1 webrtc:ice-candidate new',
    ]);
    expect(candidate(ada, 'new')).toEqual(['ben1 webrtc:ice-candidate new']);
    expect(candidate(ben, 'ben')).toEqual(['ada1 webrtc:ice-candidate ben']);
  });

  test('no `null` reaches them in place of a candidate', () => {
    offer(ada, 'ada');
    story.on({ kind: 'candidate', by: ada, candidate: null });
    accept();
    answer(ben, 'ben');
    for (const by of [ada, ben]) expect(story.on({ kind: 'candidate', by, candidate: null })).toEqual([]);
    expect(story.sent.join()).not.toContain('undefined');
  });

  test('candidates of an offer that was replaced are dropped, also those that come late', () => {
    offer(ada, 'old');
    offer(ada, 'new');
    candidate(ada, 'old');
    accept();
    answer(ben, 'ben');
    expect(candidate(ada, 'old')).toEqual([]);
    expect(story.sent.join()).not.toContain('old');
  });

  test('an offer that comes after the accept passes at once, its candidates after the answer', () => {
    candidate(ada, 'ada');
    accept();
    expect(candidate(ada, 'ada')).toEqual([]);
    expect(offer(ada, 'ada')).toEqual(['ben1 webrtc:offer']);
    expect(answer(ben, 'ben')).toEqual([
      'ada1 webrtc:answer',
      'ben1 webrtc:ice-candidate ada',
      'ben1 webrtc:ice-candidate ada',
    ]);
  });

  test('candidates of the callee that fit no description of theirs are dropped', () => {
    offer(ada, 'ada');
    accept();
    candidate(ben, 'other');
    candidate(ben, 'ben');
    story.on({ kind: 'candidate', by: ben, candidate: END_OF_CANDIDATES });
    story.on({ kind: 'candidate', by: ben, candidate: null });
    story.on({
      kind: 'candidate',
      by: ben,
      candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' },
    });
    expect(answer(ben, 'ben', 'video')).toEqual([
      'ada1 webrtc:answer',
      'ada1 webrtc:ice-candidate ben',
      'ada1 webrtc:ice-candidate ',
      'ada1 webrtc:ice-candidate candidate:1 1 udp 1 192.0.2.1 9 typ host',
    ]);
    expect(candidate(ben, 'other')).toEqual([]);
    expect(candidate(ben, 'video')).toEqual(['ada1 webrtc:ice-candidate video']);
  });

  test('the ufrag is found in the line of a candidate that has no field for it', () => {
    offer(ada, 'ada');
    accept();
    answer(ben, 'ben');
    const line = (ufrag: string) => ({ candidate: candidateOf(ufrag)?.candidate ?? '' });
    const other = story.on({ kind: 'candidate', by: ben, candidate: line('other') });
    const own = story.on({ kind: 'candidate', by: ben, candidate: line('ben') });
    expect([other.length, own.length]).toEqual([0, 1]);
  });

  test('candidates of the caller are not judged by their ufrag', () => {
    offer(ada, 'ada');
    accept();
    answer(ben, 'ben');
    expect(candidate(ada, 'other')).toEqual(['ben1 webrtc:ice-candidate other']);
  });

  test('where no description names a ufrag, all candidates pass', () => {
    offer(ada);
    accept();
    candidate(ben, 'any');
    expect(answer(ben)).toEqual(['ada1 webrtc:answer', 'ada1 webrtc:ice-candidate any']);
  });

  test('a restart: the offer at once, the candidates of either side when the other can use them', () => {
    offer(ada, 'a1');
    accept();
    answer(ben, 'b1');
    expect(offer(ada, 'a2')).toEqual(['ben1 webrtc:offer']);
    expect(candidate(ada, 'a2')).toEqual([]);
    expect(candidate(ben, 'b2')).toEqual([]);
    expect(candidate(ben, 'b1')).toEqual(['ada1 webrtc:ice-candidate b1']);
    expect(answer(ben, 'b2')).toEqual([
      'ada1 webrtc:answer',
      'ada1 webrtc:ice-candidate b2',
      'ben1 webrtc:ice-candidate a2',
    ]);
  });

  test('a restart by the callee works alike', () => {
    offer(ada, 'a1');
    accept();
    answer(ben, 'b1');
    expect(offer(ben, 'b2')).toEqual(['ada1 webrtc:offer']);
    expect(candidate(ben, 'b2')).toEqual([]);
    expect(answer(ada, 'a2')).toEqual(['ben1 webrtc:answer', 'ada1 webrtc:ice-candidate b2']);
    expect(candidate(ada, 'a2')).toEqual(['ben1 webrtc:ice-candidate a2']);
  });

  test('offers that cross: who answers has given up its own', () => {
    offer(ada, 'a1');
    accept();
    answer(ben, 'b1');
    offer(ada, 'a2');
    offer(ben, 'b2');
    answer(ben, 'b3');
    expect(candidate(ben, 'b3')).toEqual(['ada1 webrtc:ice-candidate b3']);
    expect(candidate(ada, 'a2')).toEqual(['ben1 webrtc:ice-candidate a2']);
  });
});

describe('to a client that keeps candidates by itself', () => {
  test('those of the caller follow the offer at once', () => {
    call(ada1, device('ben1', { queuesCandidates: true }));
    offer(ada, 'ada');
    candidate(ada, 'ada');
    expect(webrtc(accept())).toEqual(['ben1 webrtc:offer', 'ben1 webrtc:ice-candidate ada']);
    expect(candidate(ada, 'ada')).toEqual(['ben1 webrtc:ice-candidate ada']);
    expect(candidate(ben, 'ben')).toEqual([]);
  });

  test('those of a caller without an offer yet go at once after the accept', () => {
    call(ada1, device('ben1', { queuesCandidates: true }));
    candidate(ada, 'ada');
    expect(webrtc(accept())).toEqual(['ben1 webrtc:ice-candidate ada']);
  });

  test('those of the callee go at once, and are judged once its answer has passed', () => {
    call(device('ada1', { queuesCandidates: true }), ben1);
    offer(ada, 'ada');
    candidate(ada, 'ada');
    expect(webrtc(accept())).toEqual(['ben1 webrtc:offer']);
    expect(candidate(ben, 'ben')).toEqual(['ada1 webrtc:ice-candidate ben']);
    expect(answer(ben, 'ben')).toEqual(['ada1 webrtc:answer', 'ben1 webrtc:ice-candidate ada']);
    expect(candidate(ben, 'other')).toEqual([]);
  });
});

describe('when both called at once', () => {
  const initiate = () =>
    story.on({ kind: 'initiate', by: ben, conversationId: story.call.conversationId, callType: 'video' });

  test("the second one's offer and its candidates are dropped, its answer and their candidates pass", () => {
    offer(ada, 'ada');
    expect(webrtc(initiate())).toEqual(['ben1 webrtc:offer']);
    expect(offer(ben, 'lost')).toEqual([]);
    expect(candidate(ben, 'lost')).toEqual([]);
    expect(candidate(ben, 'ben')).toEqual([]);
    expect(answer(ben, 'ben')).toEqual(['ada1 webrtc:answer', 'ada1 webrtc:ice-candidate ben']);
    expect(candidate(ben, 'lost')).toEqual([]);
    expect(story.sent.join()).not.toContain('lost');
  });

  test('the dropped candidates do not reach a client that keeps candidates either', () => {
    call(device('ada1', { queuesCandidates: true }), ben1);
    initiate();
    offer(ben, 'lost');
    expect(candidate(ben, 'lost')).toEqual([]);
    expect(candidate(ben, 'ben')).toEqual(['ada1 webrtc:ice-candidate ben']);
  });

  test('offers of the second one pass again after its answer', () => {
    offer(ada, 'ada');
    initiate();
    offer(ben, 'lost');
    answer(ben, 'ben');
    expect(offer(ben, 'again')).toEqual(['ada1 webrtc:offer']);
  });
});

describe('what is kept is bounded', () => {
  test('the ways that reach farthest stay, and the end of candidates, of however many there are', () => {
    offer(ada, 'ada');
    for (let n = 0; n < LIMITS.heldCandidates + 6; n += 1) candidate(ada, 'ada');
    const of = (type: string) => ({
      ...candidateOf(type),
      candidate: `candidate:1 1 udp 1 192.0.2.1 9 typ ${type}`,
    });
    for (const more of [of('srflx'), of('relay'), END_OF_CANDIDATES])
      story.on({ kind: 'candidate', by: ada, candidate: more });
    accept();
    const passed = answer(ben, 'ben');
    expect(passed).toHaveLength(1 + LIMITS.heldCandidates);
    expect(passed.slice(-4)).toEqual([
      'ben1 webrtc:ice-candidate ada',
      'ben1 webrtc:ice-candidate srflx',
      'ben1 webrtc:ice-candidate relay',
      'ben1 webrtc:ice-candidate ',
    ]);
  });

  test('a relay finds its place among addresses from outside alone', () => {
    offer(ada, 'ada');
    const of = (type: string) => ({
      ...candidateOf(type),
      candidate: `candidate:1 1 udp 1 192.0.2.1 9 typ ${type}`,
    });
    for (let n = 0; n < LIMITS.heldCandidates; n += 1)
      story.on({ kind: 'candidate', by: ada, candidate: of('srflx') });
    story.on({ kind: 'candidate', by: ada, candidate: of('relay') });
    accept();
    expect(answer(ben, 'ben').at(-1)).toBe('ben1 webrtc:ice-candidate relay');
  });

  test('long candidates are held as far as there is room', () => {
    offer(ada, 'ada');
    const long = { candidate: `candidate:1 ${'x'.repeat(2_000)}`, sdpMid: '0' };
    for (let n = 0; n < 60; n += 1) story.on({ kind: 'candidate', by: ada, candidate: long });
    expect(JSON.stringify(story.call.caller.signals.candidates).length).toBeLessThan(40_000);
  });

  test('the sixth offer of one ring is refused, and passes after the accept', () => {
    for (let n = 1; n <= 5; n += 1) offer(ada, `ada${n}`);
    expect(() => offer(ada, 'ada6')).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryAfterMs: expect.any(Number) }),
    );
    accept();
    expect(story.effects[3]?.outgoing.payload).toMatchObject({ offer: offerOf('ada5') });
    expect(offer(ada, 'ada6')).toEqual(['ben1 webrtc:offer']);
  });

  test('whoever turns the camera on and off without end changes the stored call a bounded number of times', () => {
    let changes = 0;
    for (let n = 0; n < 1_000; n += 1) {
      const before = story.call;
      story.on({ kind: 'media', by: ada, media: { audio: true, video: n % 2 === 0, screen: false } });
      if (story.call !== before) changes += 1;
    }
    expect(changes).toBe(256);
  });

  test('a description finds room among what waits for a device that is away', () => {
    offer(ada, 'ada');
    accept();
    answer(ben, 'ben');
    story.on({
      kind: 'lost',
      userId: ben.userId,
      socketId: ben.socketId,
      deliberate: false,
      elsewhere: false,
    });
    for (let n = 0; n < 400; n += 1) candidate(ada, 'ada');
    offer(ada, 'new');
    story.on({ kind: 'joined', by: device('ben3'), conversationId: story.call.conversationId });
    expect(story.effects.map(({ outgoing }) => outgoing.event)).toEqual(['webrtc:offer']);
  });

  test('the first candidates are held, the rest is lost', () => {
    offer(ada, 'ada');
    for (let n = 0; n < LIMITS.heldCandidates + 20; n += 1) candidate(ada, 'ada');
    accept();
    expect(answer(ben, 'ben')).toHaveLength(1 + LIMITS.heldCandidates);
  });

  test('those of an offer that was replaced take no place', () => {
    offer(ada, 'old');
    for (let n = 0; n < LIMITS.heldCandidates; n += 1) candidate(ada, 'old');
    offer(ada, 'new');
    candidate(ada, 'new');
    accept();
    expect(answer(ben, 'ben')).toEqual(['ada1 webrtc:answer', 'ben1 webrtc:ice-candidate new']);
  });

  test('restarts without end do not grow the record', () => {
    offer(ada, 'ada');
    accept();
    answer(ben, 'ben');
    const size = () => JSON.stringify(story.call).length;
    for (let n = 0; n < 100; n += 1) offer(ada, `a${1_000 + n}`);
    const after100 = size();
    for (let n = 0; n < 1_000; n += 1) offer(ada, `a${5_000 + n}`);
    expect(size()).toBe(after100);
  });

  test('strangers to every description fill a bounded place only', () => {
    offer(ada, 'ada');
    accept();
    answer(ben, 'ben');
    for (let n = 0; n < 200; n += 1) candidate(ben, 'other');
    expect(story.call.callee.signals.candidates).toHaveLength(LIMITS.heldCandidates);
    expect(answer(ben, 'ben')).toEqual(['ada1 webrtc:answer']);
    expect(story.call.callee.signals.candidates).toEqual([]);
  });
});

test('nothing but the named fields is passed on', () => {
  const more = { extra: { deep: [1] } };
  story.on({ kind: 'offer', by: ada, offer: { ...offerOf('ada'), ...more } });
  accept();
  story.on({ kind: 'answer', by: ben, answer: { ...answerOf('ben'), ...more } });
  story.on({ kind: 'candidate', by: ben, candidate: { ...candidateOf('ben'), ...more } as never });
  story.on({
    kind: 'media',
    by: ben,
    media: { audio: true, video: true, screen: false, toUserId: 'x', ...more } as never,
  });
  expect(story.sent.filter((one) => one.startsWith('ada1'))).toHaveLength(5);
  for (const { outgoing } of story.effects) expect(JSON.stringify(outgoing)).not.toContain('extra');
});

test('what the caller has on is told to the device that accepts', () => {
  const media = (audio: boolean) =>
    story.on({ kind: 'media', by: ada, media: { audio, video: true, screen: false } });
  expect([...media(true), ...media(false)]).toEqual([]);
  expect(accept()).toContain('ben1 call:media');
  expect(story.effects.find(({ outgoing }) => outgoing.event === 'call:media')?.outgoing.payload).toEqual({
    fromUserId: ada.userId,
    callId: story.call.id,
    audio: false,
    video: true,
    screen: false,
  });
});
