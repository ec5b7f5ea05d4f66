import { TIMES as SET_TIMES } from '@jiggy-care/protocol';
import { describe, expect, test } from 'vitest';
import type { CallRecord, Device } from './call-record.ts';
import { decide } from './decide.ts';
import {
  ADA,
  active,
  ada1,
  ada2,
  answerOf,
  BEN,
  ben1,
  ben2,
  CONVERSATION,
  candidateOf,
  device,
  offerOf,
  RING_MS,
  ringing,
  Story,
  TIMES,
} from './testing/call-fixtures.ts';

const lose = (
  story: Story,
  { userId, socketId }: Device,
  how: { deliberate?: boolean; leaving?: boolean } = {},
) => story.on({ kind: 'lost', userId, socketId, deliberate: false, elsewhere: false, ...how });
const join = (story: Story, by: Device, conversationId = CONVERSATION) =>
  story.on({ kind: 'joined', by, conversationId });
const arrive = (story: Story, by: Device) => story.on({ kind: 'arrived', by });
const expire = (story: Story, side: 'caller' | 'callee') =>
  story
    .wait(TIMES.reconnectGraceMs)
    .on({ kind: 'grace_expired', side, deadline: story.call[side].graceEndsAt ?? Number.NaN });
const leave = (story: Story, by: Device) => story.on({ kind: 'away', by });
const end = (story: Story, by: Device) => story.on({ kind: 'end', by });

/** Who is told if the other side ends the call: the device that has the leg. */
const deviceOf = (call: CallRecord, side: 'caller' | 'callee') =>
  end(new Story(call), side === 'caller' ? ben1 : ada1).find((one) => one.includes('call:ended'));

describe('a device whose connection is lost in a running call', () => {
  test('without a device id, the first socket that joins the conversation again has the call', () => {
    const story = new Story(active());
    lose(story, ada1);
    arrive(story, ada2);
    join(story, ada2, 'another conversation');
    expect(story.call.caller.graceEndsAt).not.toBeNull();
    join(story, ada2);
    expect(deviceOf(story.call, 'caller')).toBe('ada2 call:ended (hangup)');
    expect(expire(story, 'caller')).toEqual([]);
  });

  test('because its page went away, is waited for as after a word of it', () => {
    const story = new Story(active());
    expect(lose(story, ada1, { leaving: true })).toEqual(['ben1 call:away']);
    expect((story.call.caller.graceEndsAt ?? 0) - story.now).toBe(SET_TIMES.pageReloadMs);
    const said = new Story(active());
    expect(leave(said, ada1)).toEqual(['ben1 call:away']);
    expect(lose(said, ada1, { leaving: true })).toEqual([]);
    const spare = new Story(active(ada1, device('ben1', { deviceId: 'phone' })));
    arrive(spare, device('ben2', { deviceId: 'phone' }));
    expect(lose(spare, ben1, { leaving: true })).toEqual([]);
    expect(deviceOf(spare.call, 'callee')).toBe('ben2 call:ended (hangup)');
  });

  test('with a device id, only this device has it, as soon as it connects', () => {
    const story = new Story(active(device('ada1', { deviceId: 'phone' })));
    lose(story, ada1);
    join(story, ada2);
    arrive(story, device('ada3', { deviceId: 'laptop' }));
    expect(story.call.caller.socketId).toBe('ada1');
    arrive(story, device('ada4', { deviceId: 'phone' }));
    expect(deviceOf(story.call, 'caller')).toBe('ada4 call:ended (hangup)');
  });

  test('one with a device id does not take over a call of one without', () => {
    const story = new Story(active());
    lose(story, ada1);
    join(story, device('ada2', { deviceId: 'phone' }));
    expect(story.call.caller.socketId).toBe('ada1');
  });

  test('the other side is told when the grace is over, and the lost one on coming back late', () => {
    const story = new Story(active());
    lose(story, ada1);
    expect(expire(story, 'caller')).toEqual(['ben1 call:ended (connection-lost)']);
    expect(story.call.status).toBe('failed');
    expect(arrive(story, ada2)).toEqual([]);
    expect(join(story, ada2)).toEqual(['ada2 call:ended (connection-lost)']);
    expect(join(story, device('ada3'))).toEqual([]);
  });

  test('a call whose answer has passed has ended, not failed', () => {
    const story = new Story(active());
    story.on({ kind: 'answer', by: ben1, answer: answerOf('ben') });
    lose(story, ben1);
    expire(story, 'callee');
    expect(story.call.status).toBe('ended');
  });

  test('an older deadline does nothing to a newer absence', () => {
    const story = new Story(active());
    lose(story, ada1);
    const deadline = story.call.caller.graceEndsAt ?? 0;
    join(story, ada2);
    lose(story.wait(10_000), ada2);
    expect(story.on({ kind: 'grace_expired', side: 'caller', deadline })).toEqual([]);
    expect(story.call.status).toBe('active');
  });

  test('what it missed is told when it is back, in order', () => {
    const story = new Story(ringing());
    story.on({ kind: 'offer', by: ada1, offer: offerOf('ada') });
    lose(story, ada1);
    expect(story.on({ kind: 'accept', by: ben1 })).toEqual([
      'ben1 call:connected',
      'ben1 webrtc:offer',
      'ben* but ben1 call:ended (answered-elsewhere)',
      'plain ben* but ben1 call:missed (answered-elsewhere)',
    ]);
    expect(story.on({ kind: 'candidate', by: ben1, candidate: candidateOf('ben') })).toEqual([]);
    expect(story.on({ kind: 'answer', by: ben1, answer: answerOf('ben') })).toEqual([]);
    expect(join(story, ada2)).toEqual([
      'ada2 call:stop-ringing',
      'ada2 call:accepted',
      'ada2 webrtc:answer',
      'ada2 webrtc:ice-candidate ben',
    ]);
    expect(story.call.caller.undelivered).toEqual([]);
  });

  test('signals that it missed are forgotten with the call, the end is not', () => {
    const story = new Story(ringing());
    lose(story, ada1);
    story.on({ kind: 'accept', by: ben1 });
    story.on({ kind: 'offer', by: ben1, offer: offerOf('ben') });
    end(story, ben1);
    expect(JSON.stringify(story.call)).not.toContain('v=0');
    expect(join(story, ada2)).toEqual([
      'ada2 call:stop-ringing',
      'ada2 call:accepted',
      'ada2 call:ended (hangup)',
    ]);
  });

  test('what is kept for it is bounded', () => {
    const story = new Story(active());
    lose(story, ada1);
    const offer = { type: 'offer' as const, sdp: `v=0\r\n${'a=x\r\n'.repeat(12_000)}` };
    for (let n = 0; n < 50; n += 1) story.on({ kind: 'offer', by: ben1, offer });
    expect(JSON.stringify(story.call).length).toBeLessThan(400_000);
    expect(end(story, ben1)).toEqual([]);
    expect(join(story, ada2)).toEqual(['ada2 call:ended (hangup)']);
  });
});

describe('a connection that is dead and nobody noticed', () => {
  test('the newer one takes over when the old one is given up', () => {
    const story = new Story(active());
    join(story, ada2);
    expect(deviceOf(story.call, 'caller')).toBe('ada1 call:ended (hangup)');
    lose(story.wait(15_000), ada1);
    expect(story.call.caller).toMatchObject({ socketId: 'ada2', graceEndsAt: null });
  });

  test('a second tab that was opened long before is not taken for the same device', () => {
    const story = new Story(active());
    join(story, ada2);
    lose(story.wait(60_000), ada1);
    expect(story.call.caller).toMatchObject({ socketId: 'ada1' });
    expect(story.call.caller.graceEndsAt).not.toBeNull();
  });

  test('nor is one that is gone itself', () => {
    const story = new Story(active());
    join(story, ada2);
    lose(story, ada2);
    lose(story, ada1);
    expect(story.call.caller.graceEndsAt).not.toBeNull();
  });

  test('the same device takes over with its first signal', () => {
    const phone = { deviceId: 'phone' };
    const story = new Story(active(device('ada1', phone)));
    expect(story.on({ kind: 'offer', by: device('ada2', phone), offer: offerOf('ada') })).toEqual([
      'ben1 webrtc:offer',
    ]);
    expect(story.call.caller.socketId).toBe('ada2');
    expect(lose(story, ada1)).toEqual([]);
    expect(story.call.caller.graceEndsAt).toBeNull();
  });

  test('closing the old connection of a device that has a new one does not end the call', () => {
    const phone = { deviceId: 'phone' };
    const story = new Story(active(device('ada1', phone)));
    arrive(story, device('ada2', phone));
    expect(lose(story, ada1, { deliberate: true })).toEqual([]);
    expect(story.call).toMatchObject({ status: 'active', caller: { socketId: 'ada2' } });
  });

  test('a goodbye ends the call though another socket of the person is there', () => {
    const story = new Story(active());
    join(story, ada2);
    expect(lose(story, ada1, { deliberate: true })).toEqual(['ben1 call:ended (hangup)']);
  });
});

describe('a page that says that it goes away', () => {
  const phone = { deviceId: 'phone' };
  const page = device('ada1', phone);
  const reloaded = device('ada2', phone);
  const wholeGrace = (story: Story) => (story.call.caller.graceEndsAt ?? Number.NaN) - story.now;
  const expireShort = (story: Story, side: 'caller' | 'callee') =>
    story
      .wait(SET_TIMES.pageReloadMs)
      .on({ kind: 'grace_expired', side, deadline: story.call[side].graceEndsAt ?? Number.NaN });

  test('is told to the other side at once, and has hung up if it is not back soon', () => {
    const story = new Story(active(page));
    expect(leave(story, page)).toEqual(['ben1 call:away']);
    expect(wholeGrace(story)).toBe(SET_TIMES.pageReloadMs);
    expect(expireShort(story, 'caller')).toEqual(['ben1 call:ended (hangup)', 'ada1 call:ended (hangup)']);
    expect(story.call.status).toBe('ended');
    expect(arrive(story, reloaded)).toEqual(['ada2 call:ended (hangup)']);
  });

  test('has hung up though nobody was connected yet: it has not failed', () => {
    const story = new Story(active(ada1, device('ben1', phone)));
    expect(leave(story, device('ben1', phone))).toEqual(['ada1 call:away']);
    expect(expireShort(story, 'callee')).toEqual(['ada1 call:ended (hangup)', 'ben1 call:ended (hangup)']);
    expect(story.call.status).toBe('ended');
  });

  test('is waited for no longer because its connection is lost too', () => {
    const story = new Story(active(page));
    leave(story, page);
    lose(story.wait(1_000), page);
    expect(wholeGrace(story)).toBe(SET_TIMES.pageReloadMs - 1_000);
    expect(story.on({ kind: 'absent', side: 'caller', socketId: 'ada1' })).toEqual([]);
    expect(story.wait(SET_TIMES.pageReloadMs - 1_000).call.caller.graceEndsAt).toBe(story.now);
  });

  test('is waited for no longer than a lost connection where the operator set that to less', () => {
    const now = active().startedAt + 5_000;
    const { call } = decide(active(page), { kind: 'away', by: page }, now, { reconnectGraceMs: 3_000 });
    expect(call.caller.graceEndsAt).toBe(now + 3_000);
  });

  test('is not there because its connection lingers', () => {
    const story = new Story(active(page));
    leave(story, page);
    story.on({ kind: 'present', side: 'caller', socketId: 'ada1' });
    expect(wholeGrace(story)).toBe(SET_TIMES.pageReloadMs);
  });

  test('has the call again once it is loaded anew, and a later loss is waited for as ever', () => {
    const story = new Story(active(page));
    leave(story, page);
    lose(story, page);
    expect(
      story.on({ kind: 'media', by: ben1, media: { audio: false, video: true, screen: false } }),
    ).toEqual([]);
    expect(arrive(story.wait(2_000), reloaded)).toEqual(['ada2 call:media']);
    expect(expireShort(story, 'caller')).toEqual([]);
    expect(story.on({ kind: 'offer', by: reloaded, offer: offerOf('ada') })).toEqual(['ben1 webrtc:offer']);
    lose(story, reloaded);
    expect(wholeGrace(story)).toBe(TIMES.reconnectGraceMs);
    expect(expire(story, 'caller')).toEqual(['ben1 call:ended (connection-lost)']);
  });

  test.each<[string, (story: Story) => void]>([
    ['a signal', (story) => story.on({ kind: 'offer', by: page, offer: offerOf('ada') })],
    ['joining again', (story) => join(story, page)],
  ])('was restored as it was if its old connection goes on with %s', (_, goOn) => {
    const story = new Story(active(page));
    leave(story, page);
    goOn(story);
    expect(story.call.caller).toMatchObject({ graceEndsAt: null, isLeaving: false });
    expect(expireShort(story, 'caller')).toEqual([]);
  });

  test('says it once', () => {
    const story = new Story(active(page));
    leave(story, page);
    expect(leave(story.wait(5_000), page)).toEqual([]);
    expect(wholeGrace(story)).toBe(SET_TIMES.pageReloadMs - 5_000);
  });

  test('says it too late where the new page is here already', () => {
    const story = new Story(active(page));
    lose(story, page);
    arrive(story, reloaded);
    expect(leave(story, page)).toEqual([]);
    expect(story.call.caller).toMatchObject({ socketId: 'ada2', graceEndsAt: null });
  });

  test('gives the call to the newer connection of the same device that is here already', () => {
    const story = new Story(active(page));
    arrive(story, reloaded);
    expect(leave(story, page)).toEqual([]);
    expect(story.call.caller).toMatchObject({ socketId: 'ada2', graceEndsAt: null });
  });

  test('may say it on a newer connection whose older one nobody knows to be dead', () => {
    const story = new Story(active(page));
    arrive(story, reloaded);
    expect(leave(story.wait(30_000), reloaded)).toEqual(['ben1 call:away']);
    expect(story.call.caller).toMatchObject({ socketId: 'ada2', isLeaving: true });
    lose(story, page);
    expect(wholeGrace(story)).toBe(SET_TIMES.pageReloadMs);
  });

  test('ends the call at once if it then says goodbye', () => {
    const story = new Story(active(page));
    leave(story, page);
    expect(lose(story, page, { deliberate: true })).toEqual(['ben1 call:ended (hangup)']);
  });

  test('is waited for as long again, and no longer, after the server was away', () => {
    const story = new Story(active(page));
    leave(story, page);
    story.wait(5_000).on({ kind: 'grace_renewed', side: 'caller' });
    expect(wholeGrace(story)).toBe(SET_TIMES.pageReloadMs);
    expect(expireShort(story, 'caller')).toContain('ben1 call:ended (hangup)');
  });

  test('is not told to someone who is away, and comes back to find no one gone', () => {
    const story = new Story(active(page));
    lose(story, ben1);
    expect(leave(story, page)).toEqual([]);
    arrive(story, reloaded);
    expect(join(story, ben2)).toEqual([]);
  });

  test('as the caller while it rings: who accepts meanwhile is told, and it rings on', () => {
    const story = new Story(ringing(page));
    expect(leave(story, page)).toEqual([]);
    expect(story.on({ kind: 'accept', by: ben1 })).toEqual([
      'ben1 call:connected',
      'ben1 call:away',
      'ben* but ben1 call:ended (answered-elsewhere)',
      'plain ben* but ben1 call:missed (answered-elsewhere)',
    ]);
    expect(arrive(story, reloaded)).toEqual(['ada2 call:stop-ringing', 'ada2 call:accepted']);
  });

  test('as the caller while it rings: it has cancelled if it is not back soon', () => {
    const story = new Story(ringing(page));
    leave(story, page);
    expect(expireShort(story, 'caller')).toEqual([
      'ben* call:ended (cancelled)',
      'ben* call:missed',
      'ada1 call:ended (cancelled)',
      'ada1 call:no-answer (refused)',
    ]);
    expect(story.call.status).toBe('cancelled');
    expect(arrive(story, reloaded)).toEqual(['ada2 call:ended (cancelled)', 'ada2 call:no-answer (refused)']);
  });
});

describe('while it rings', () => {
  test('a caller who is lost comes back and hears the answer', () => {
    const story = new Story(ringing());
    lose(story, ada1);
    join(story, ada2);
    expect(story.on({ kind: 'accept', by: ben1 })).toContain('ada2 call:accepted');
  });

  test('a caller who does not come back has cancelled', () => {
    const story = new Story(ringing());
    lose(story, ada1);
    expect(expire(story, 'caller')).toEqual(['ben* call:ended (connection-lost)', 'ben* call:missed']);
    expect(story.call.status).toBe('cancelled');
    expect(join(story, ada2)).toEqual([
      'ada2 call:ended (connection-lost)',
      'ada2 call:no-answer (connection-lost)',
    ]);
  });

  test('a caller who was away hears on coming back that it was declined', () => {
    const story = new Story(ringing());
    lose(story, ada1);
    story.on({ kind: 'reject', by: ben1 });
    expect(join(story, ada2)).toEqual(['ada2 call:rejected (Declined)']);
  });

  test('a callee whose last connection is lost has the grace to come back, and hears it ring again', () => {
    const story = new Story(ringing());
    lose(story, ben1);
    expect(story.call.callee.graceEndsAt).toBe(story.now + TIMES.reconnectGraceMs);
    expect(arrive(story, ben2)).toEqual(['ben2 call:incoming']);
    expect(story.call.callee.graceEndsAt).toBeNull();
  });

  test('a callee who does not come back has missed it, and the caller is told', () => {
    const story = new Story(ringing());
    lose(story, ben1);
    expect(expire(story, 'callee')).toEqual([
      'ben* call:ended (connection-lost)',
      'ben* call:missed',
      'ada1 call:ended (connection-lost)',
      'ada1 call:no-answer (connection-lost)',
    ]);
    expect(story.call.status).toBe('missed');
  });

  test('every device of a callee who was away stops ringing on coming back', () => {
    const story = new Story(ringing());
    lose(story, ben1);
    story.on({ kind: 'ring_expired', deadline: story.call.startedAt + RING_MS });
    expect(arrive(story, ben1)).toEqual(['ben1 call:missed']);
    expect(arrive(story, ben2)).toEqual(['ben2 call:missed']);
    expect(join(story, ben2)).toEqual([]);
  });

  test('nobody is told twice: a callee who was there hears nothing on connecting later', () => {
    const story = new Story(ringing());
    story.on({ kind: 'ring_expired', deadline: story.call.startedAt + RING_MS });
    expect(arrive(story, ben2)).toEqual([]);
  });
});

describe('after the server was away', () => {
  test('legs whose device is not there are away from now on, those that are there are not', () => {
    const story = new Story(active());
    story.on({ kind: 'absent', side: 'caller', socketId: 'ada1' });
    expect(story.call.caller.graceEndsAt).toBe(story.now + TIMES.reconnectGraceMs);
    story.on({ kind: 'present', side: 'caller', socketId: 'ada1' });
    expect(story.call.caller.graceEndsAt).toBeNull();
  });

  test('a grace that was running begins anew', () => {
    const story = new Story(active());
    lose(story, ada1);
    story.wait(20_000).on({ kind: 'grace_renewed', side: 'caller' });
    expect(story.call.caller.graceEndsAt).toBe(story.now + TIMES.reconnectGraceMs);
  });
});

describe('right after the accept', () => {
  const initiate = (story: Story, by: Device) =>
    story.on({ kind: 'initiate', by, conversationId: CONVERSATION, callType: 'video' });
  const soon = () => {
    const story = new Story(active());
    story.now = (story.call.answeredAt ?? 0) + 1_999;
    return story;
  };

  test('a double click of the caller is answered once more, and nothing else happens', () => {
    expect(initiate(soon(), ada1)).toEqual(['ada1 call:ringing']);
  });

  test('so is one of the callee whose call became the accept', () => {
    expect(initiate(soon(), ben1)).toEqual(['ben1 call:connected']);
  });

  test('another device of the caller means a new call', () => {
    expect(initiate(soon(), ada2)).toEqual(['ben1 call:ended (replaced)', 'ada1 call:ended (replaced)']);
  });

  test('two seconds later it means a new call', () => {
    const story = soon().wait(1);
    expect(initiate(story, ada1)).toEqual(['ben1 call:ended (replaced)']);
  });

  test('a decline of another device that crossed the accept does not end the call', () => {
    const story = soon();
    expect(end(story, ben2)).toEqual([]);
    expect(story.call.status).toBe('active');
    expect(end(story.wait(1), ben2)).toEqual(['ada1 call:ended (hangup)', 'ben1 call:ended (hangup)']);
  });
});

test('the two people of the stories are who they should be', () => {
  expect([ada2.userId, ben2.userId]).toEqual([ADA, BEN]);
});
