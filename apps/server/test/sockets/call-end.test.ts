import { describe, expect, test } from 'vitest';
import { callStage, heardBy, NOBODY } from '../support/call-stage.ts';
import { makePair } from '../support/people.ts';
import type { TestSocket } from '../support/sockets.ts';

const at = callStage();

const end = (payload: object = {}, by: TestSocket = at.caller) => by.ask('call:end', payload);
const clear = () => {
  for (const socket of [at.caller, at.callee]) socket.clear();
};

describe('call:end while it rings', () => {
  test('by the caller cancels: every device of the callee stops ringing and has missed it', async () => {
    const calleeToo = await at.sockets.as(at.pair.consultant);
    const callId = await at.ring();
    clear();
    expect(await end(at.toCallee)).toEqual({ event: 'call:end', data: { callId } });
    for (const device of [at.callee, calleeToo]) {
      expect(await device.next('call:ended')).toEqual({
        fromUserId: at.pair.patient.id,
        reason: 'cancelled',
        callId,
      });
      expect(await device.next('call:missed')).toMatchObject({ fromUserId: at.pair.patient.id, callId });
    }
    expect([await heardBy(at.caller), await at.logOf()]).toEqual([[], ['cancelled']]);
  });

  test('by the callee declines', async () => {
    const callId = await at.ring();
    expect(await end(at.toCaller, at.callee)).toEqual({ event: 'call:end', data: { callId } });
    expect(await at.caller.next('call:rejected')).toMatchObject({ reason: 'Declined', callId });
    expect(await at.logOf()).toEqual(['rejected']);
  });
});

describe('call:end in a running call', () => {
  test.each(['caller', 'callee'] as const)(
    'by the %s hangs up, and the other side hears it',
    async (side) => {
      const callId = await at.talk();
      clear();
      const [by, other, fromUserId] =
        side === 'caller'
          ? [at.caller, at.callee, at.pair.patient.id]
          : [at.callee, at.caller, at.pair.consultant.id];
      expect(await end({ callId }, by)).toEqual({ event: 'call:end', data: { callId } });
      expect(await other.next('call:ended')).toEqual({ fromUserId, reason: 'hangup', callId });
      expect([await heardBy(by), await heardBy(other), await at.logOf()]).toEqual([
        [],
        ['call:ended'],
        ['ended'],
      ]);
    },
  );

  test('by another device of one of the two hangs up on both sides', async () => {
    await at.talk();
    clear();
    await end({}, await at.enter(at.pair.patient));
    for (const socket of [at.caller, at.callee]) expect(await heardBy(socket)).toEqual(['call:ended']);
  });
});

describe('call:end of no call', () => {
  test('is no error: it is acknowledged without an id, and told to nobody', async () => {
    await at.talk();
    await end();
    clear();
    for (const payload of [{}, at.toCallee, { toUserId: null }]) {
      expect(await end(payload)).toEqual({ event: 'call:end', data: {} });
    }
    expect(await end(at.toCaller, at.callee)).toEqual({ event: 'call:end', data: {} });
    expect([await heardBy(at.caller), await heardBy(at.callee)]).toEqual([[], []]);
  });

  test('of another id than the one that they are in leaves that one alone', async () => {
    await at.talk();
    for (const payload of [{ callId: NOBODY }, { ...at.toCallee, callId: NOBODY }, { toUserId: NOBODY }]) {
      expect(await end(payload)).toEqual({ event: 'call:end', data: {} });
    }
    expect(await at.logOf()).toEqual(['active']);
  });

  test('without its shape is refused, and ends nothing', async () => {
    await at.talk();
    for (const bad of [{ toUserId: 'abc' }, { callId: 'abc' }]) {
      expect((await end(bad)).data).toMatchObject({ code: 'validation_failed', event: 'call:end' });
    }
    expect(await at.logOf()).toEqual(['active']);
  });
});

test('call:end of a stranger ends nobody’s call, not even by its id', async () => {
  const callId = await at.talk();
  clear();
  const { consultant, conversation } = await makePair(at.server);
  const stranger = await at.sockets.inside(consultant, conversation.id);
  for (const payload of [{ callId }, { callId, ...at.toCaller }, at.toCaller, at.toCallee]) {
    expect(await end(payload, stranger)).toEqual({ event: 'call:end', data: {} });
  }
  expect([await heardBy(at.caller), await heardBy(at.callee), await at.logOf()]).toEqual([
    [],
    [],
    ['active'],
  ]);
});

describe('a call ends without call:end', () => {
  const bothHear = async (reason: string) => {
    for (const socket of [at.caller, at.callee]) {
      expect(await socket.next('call:ended')).toMatchObject({ reason });
      expect(await heardBy(socket)).toEqual(['call:ended']);
    }
    expect(await at.logOf()).toEqual(['ended']);
  };

  test('with its booking, when that is cancelled and not when it is moved', async () => {
    await at.talk();
    clear();
    const change = (body: object) => at.pair.patient.ask('PATCH', `/bookings/${at.pair.booking.id}`, body);
    expect((await change({ scheduledAt: '2090-03-02T10:00:00Z' })).status).toBe(200);
    expect([await heardBy(at.caller), await at.logOf()]).toEqual([[], ['active']]);
    expect((await change({ status: 'cancelled' })).status).toBe(200);
    await bothHear('booking-cancelled');
  });

  test('with a block, as if the other had hung up; lifting one ends nothing', async () => {
    const { patient, consultant } = at.pair;
    await consultant.ask('POST', '/blocks', { patientId: patient.id });
    await consultant.ask('DELETE', `/blocks/${patient.id}`);
    await at.talk();
    clear();
    await consultant.ask('POST', '/blocks', { patientId: patient.id });
    await bothHear('hangup');
  });
});
