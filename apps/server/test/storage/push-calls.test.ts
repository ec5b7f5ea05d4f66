import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Rings } from '../../src/calls/rings.ts';
import { ask } from '../support/api.ts';
import { pushStage } from '../support/push-stage.ts';
import { expectRefusal } from '../support/refusals.ts';

const RING_MS = 4_000;
const stage = pushStage({ CALL_RING_TIMEOUT_MS: String(RING_MS) });

it('a call rings at somebody without a socket, until it is declined from the notification', async () => {
  const browser = await stage.reachable();
  const { caller, data } = await stage.call();
  const { callId } = data;
  expect(await caller.next('call:ringing')).toMatchObject({ callId, reachable: 'push' });
  const { note, urgency, ttlS } = await stage.service.brought(browser);
  const tag = `call:${stage.pair.conversation.id}`;
  const words = { title: 'Video call', body: 'Your consultant is calling you', answer: 'Answer' };
  expect(note).toMatchObject({ kind: 'call', callId, tag, ...words, decline: { title: 'Decline' } });
  expect(urgency).toBe('high');
  expect(ttlS).toBeLessThanOrEqual(RING_MS / 1_000);
  const token = note.decline?.token;
  expect((await stage.decline(randomUUID(), token)).status).toBe(404);
  expect((await stage.decline(callId, `${token}x`)).status).toBe(404);
  // The server has heard that it was taken: a ring that ends before that is told its end once more.
  await stage.jobs(0);
  expect((await stage.decline(callId, token)).status).toBe(204);
  expect(await caller.next('call:rejected')).toMatchObject({ callId, reason: 'Declined' });
  expect((await stage.decline(callId, token)).status).toBe(409);
  await stage.jobs(0);
  expect(stage.service.triesAt(browser)).toBe(1);
});

it('a device that was signed out declines nothing any more', async () => {
  const { patient } = stage.pair;
  const left = await stage.reachable();
  const kept = stage.service.newBrowser();
  const { api } = stage.server;
  const { email, password } = patient;
  const { body: signedIn } = await ask(api, 'POST', '/auth/login', { body: { email, password } });
  const known = { token: signedIn.accessToken, body: kept.subscription };
  expect((await ask(api, 'POST', '/push/subscriptions', known)).status).toBe(201);
  const { caller, data } = await stage.call();
  const onLeft = (await stage.service.brought(left)).note.decline?.token;
  const onKept = (await stage.service.brought(kept)).note.decline?.token;
  expect((await patient.ask('POST', '/auth/logout')).status).toBe(204);
  expect((await stage.decline(data.callId, onLeft)).status).toBe(404);
  expect((await stage.decline(data.callId, onKept)).status).toBe(204);
  expect(await caller.next('call:rejected')).toMatchObject({ callId: data.callId, reason: 'Declined' });
});

it('a call that nobody answers is told as missed in the same place', async () => {
  const browser = await stage.reachable();
  const { caller, data } = await stage.call();
  const ring = await stage.service.brought(browser);
  expect(await caller.next('call:no-answer')).toMatchObject({ callId: data.callId, reason: 'timeout' });
  const { note, topic } = await stage.service.brought(browser, 2);
  expect(note).toMatchObject({ kind: 'call-over', outcome: 'missed', title: 'Missed call' });
  expect([note.tag, topic]).toEqual([ring.note.tag, ring.topic]);
});

it('a call is heard by the app that is opened meanwhile, and answered there it is over elsewhere', async () => {
  const [opened, other] = [await stage.reachable(), await stage.reachable()];
  const { caller, data } = await stage.call();
  const rings = [await stage.service.brought(opened), await stage.service.brought(other)];
  expect(rings[0]?.topic).not.toBe(rings[1]?.topic);
  const { patient, consultant } = stage.pair;
  const app = await stage.sockets.as(patient);
  expect(await app.next('call:incoming')).toMatchObject({ callId: data.callId });
  expect((await app.ask('call:accept', { toUserId: consultant.id })).event).toBe('call:connected');
  await caller.next('call:accepted');
  for (const browser of [opened, other]) {
    const { note } = await stage.service.brought(browser, 2);
    expect(note).toMatchObject({ outcome: 'answered', title: 'Call answered' });
  }
});

it('a call that is answered while it is declined from a notification is declined no more', async () => {
  const browser = await stage.reachable();
  const { data } = await stage.call();
  const { note } = await stage.service.brought(browser);
  const { patient, consultant } = stage.pair;
  const app = await stage.sockets.as(patient);
  await app.next('call:incoming');
  const rings = stage.server.app.get(Rings, { strict: false });
  const find = vi.spyOn(rings, 'find').mockImplementationOnce(async (callId) => {
    const ring = await rings.find(callId);
    expect((await app.ask('call:accept', { toUserId: consultant.id })).event).toBe('call:connected');
    return ring;
  });
  onTestFinished(() => find.mockRestore());
  expectRefusal(await stage.decline(data.callId, note.decline?.token), 409, 'no_such_call');
});

it('a call rings on when the only open page of somebody with another device is closed', async () => {
  const browser = await stage.reachable();
  const page = await stage.sockets.as(stage.pair.patient);
  const { caller } = await stage.call();
  expect(await caller.next('call:ringing')).toMatchObject({ reachable: 'socket' });
  await page.next('call:incoming');
  page.close();
  await stage.service.brought(browser);
  expect(await caller.next('call:no-answer')).toMatchObject({ reason: 'timeout' });
});

it('a call that was cancelled is told as missed', async () => {
  const browser = await stage.reachable();
  const { caller } = await stage.call();
  await stage.service.brought(browser);
  await caller.ask('call:end', { toUserId: stage.pair.patient.id });
  expect((await stage.service.brought(browser, 2)).note.outcome).toBe('missed');
});

it('a call finds nobody where devices are not to ring, or belong to a session that has ended', async () => {
  const { patient } = stage.pair;
  await stage.reachable();
  await patient.ask('PATCH', '/auth/settings', { pushCalls: false });
  expect((await stage.call()).data.code).toBe('callee_offline');
  await patient.ask('PATCH', '/auth/settings', { pushCalls: true });
  await stage.query('update sessions set ended_at = now() where user_id = $1', [patient.id]);
  expect((await stage.call()).data.code).toBe('callee_offline');
});
