import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { Facts } from '../../src/facts/facts.ts';
import { Jobs } from '../../src/jobs/jobs.ts';
import { Metrics } from '../../src/operations/metrics.ts';
import { MessageNotes } from '../../src/push/message-notes.ts';
import { ask } from '../support/api.ts';
import { pushStage } from '../support/push-stage.ts';

const stage = pushStage({ LOG_LEVEL: 'debug' });
const sweep = () => stage.server.app.get(MessageNotes, { strict: false }).sweep(Date.now() - 3_600_000);

/** In which somebody was told of messages, or would have been. */
async function jobsDone(): Promise<number> {
  await stage.server.app.get(Jobs, { strict: false }).settled();
  const figures = await stage.server.app.get(Metrics, { strict: false }).text();
  return Number(/jiggy_jobs_done_total{kind="push.message"} (\d+)/.exec(figures)?.[1]);
}

it('a message is told on a closed device, without a word of it and without a name', async () => {
  const browser = await stage.reachable();
  const content = `canary ${randomUUID()}`;
  stage.holdTime();
  await stage.write(content);
  await stage.jobs(1);
  const jobs = await stage.query('select payload::text from jobs');
  await stage.letTimePass();
  const { note, ttlS, urgency } = await stage.service.brought(browser);
  const { id } = stage.pair.conversation;
  const words = { title: 'New message', body: 'From your consultant', lang: 'en' };
  expect(note).toMatchObject({ kind: 'message', ...words, tag: id, url: `/c/${id}` });
  expect([ttlS, urgency]).toEqual([3 * 24 * 3_600, 'normal']);
  for (const told of [note, jobs, stage.server.logged]) expect(JSON.stringify(told)).not.toContain(content);
  expect(stage.server.logged.join('')).not.toContain(browser.endpoint);
});

it('a message is told in the language of its reader, with a name where they want that', async () => {
  const browser = await stage.reachable();
  const { patient, consultant } = stage.pair;
  await patient.ask('PATCH', '/auth/settings', { language: 'de', showNames: true });
  await stage.write();
  const { note } = await stage.service.brought(browser);
  expect(note).toMatchObject({ title: 'Neue Nachricht', body: `Von ${consultant.name}`, lang: 'de' });
});

it('a message that was read meanwhile on another device is not told', async () => {
  const browser = await stage.reachable();
  stage.holdTime();
  const { body } = await stage.write();
  await stage.jobs(1);
  const { patient, conversation } = stage.pair;
  await patient.ask('POST', `/chat/conversations/${conversation.id}/read`, { messageIds: [body.message.id] });
  await stage.letTimePass();
  await stage.jobs(0);
  expect(stage.service.triesAt(browser)).toBe(0);
});

it('many messages are told in one place, and one receipt confirms them', async () => {
  const browser = await stage.reachable();
  const shown: unknown[] = [];
  stage.server.app.get(Facts, { strict: false }).hear('messages.shown', (fact) => shown.push(fact));
  stage.holdTime();
  for (let nth = 0; nth < 20; nth += 1) await stage.write(`Hello ${nth}`);
  await stage.jobs(1);
  await stage.letTimePass();
  const { note } = await stage.service.brought(browser);
  await stage.jobs(0);
  expect(stage.service.triesAt(browser)).toBe(1);
  for (const body of [{ token: note.receipt }, { token: note.receipt }])
    expect((await ask(stage.server.api, 'POST', '/push/receipts', { body })).status).toBe(204);
  const { conversation, patient } = stage.pair;
  const receipt = { conversationId: conversation.id, userId: patient.id, upToSeq: 20 };
  expect(shown).toMatchObject([receipt, receipt]);
});

it('a message whose job was lost in a crash is found by a sweep, and told once', async () => {
  const browser = await stage.reachable();
  stage.holdTime();
  await stage.write();
  await stage.jobs(1);
  await stage.query('delete from jobs');
  stage.goOn();
  await sweep();
  expect((await stage.service.brought(browser)).note.kind).toBe('message');
  await stage.jobs(0);
  await sweep();
  await stage.jobs(0);
  expect(stage.service.triesAt(browser)).toBe(1);
});

it('a message waits until quiet hours end, and is never told where nobody wants it', async () => {
  const browser = await stage.reachable();
  const { patient } = stage.pair;
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  const quiet = { quietFrom: at(-1), quietTo: at(2), timeZone: 'UTC' };
  await patient.ask('PATCH', '/auth/settings', quiet);
  stage.holdTime();
  await stage.write();
  await stage.jobs(1);
  await stage.letTimePass();
  await expect.poll(async () => (await stage.jobs(1))[0]?.dueInS).toBeGreaterThan(3_600);
  await patient.ask('PATCH', '/auth/settings', { quietFrom: null, quietTo: null, pushMessages: false });
  await stage.letTimePass();
  await stage.jobs(0);
  expect(stage.service.triesAt(browser)).toBe(0);
});

it('nobody has a job who wants no notifications', async () => {
  const before = await jobsDone();
  const unwilling = await stage.reachable();
  const willing = await stage.reachable(stage.pair.consultant);
  await stage.pair.patient.ask('PATCH', '/auth/settings', { pushMessages: false });
  stage.holdTime();
  const { consultantId, patientId, bookingId } = stage.pair.conversation;
  const message = { bookingId, consultantId, patientId, content: 'Hello' };
  await stage.write();
  await stage.pair.patient.ask('POST', '/chat/messages', { ...message, senderType: 'patient' });
  await stage.jobs(1);
  await sweep();
  await stage.jobs(1);
  await stage.letTimePass();
  await stage.service.brought(willing);
  await stage.jobs(0);
  expect(await jobsDone()).toBe(before + 1);
  expect(stage.service.triesAt(unwilling)).toBe(0);
});

it('a message of somebody who was blocked since is not told', async () => {
  const { patient, consultant, conversation } = stage.pair;
  const browser = await stage.reachable(consultant);
  const { bookingId, consultantId, patientId } = conversation;
  const message = { bookingId, consultantId, patientId, senderType: 'patient', content: 'Hello' };
  stage.holdTime();
  await patient.ask('POST', '/chat/messages', message);
  await stage.jobs(1);
  await consultant.ask('POST', '/blocks', { patientId });
  await stage.letTimePass();
  await stage.jobs(0);
  expect(stage.service.triesAt(browser)).toBe(0);
});

/** Two devices, of which the push service takes nothing for the second at first; both were tried. */
async function oneIsLate() {
  const [prompt, late] = [await stage.reachable(), await stage.reachable()];
  stage.service.answer = (endpoint, nth) => (endpoint === late.endpoint && nth === 1 ? 503 : 201);
  stage.holdTime();
  const { body } = await stage.write();
  await stage.jobs(1);
  await stage.letTimePass();
  await stage.service.brought(prompt);
  return { prompt, late, message: body.message };
}

it('what was read meanwhile is not told to a device that is tried again', async () => {
  const { late, message } = await oneIsLate();
  const { patient, conversation } = stage.pair;
  stage.holdTime();
  await stage.jobs(1);
  await patient.ask('POST', `/chat/conversations/${conversation.id}/read`, { messageIds: [message.id] });
  await stage.letTimePass();
  await stage.jobs(0);
  expect(stage.service.triesAt(late)).toBe(1);
});

it('what comes before a device is tried again is told to all of them', async () => {
  const { prompt, late } = await oneIsLate();
  stage.holdTime();
  await stage.jobs(1);
  await stage.write('and another one');
  await stage.jobs(2);
  await stage.query("update jobs set run_at = now() where payload ? 'deviceId'");
  stage.goOn();
  stage.server.app.get(Jobs, { strict: false }).wake();
  expect((await stage.service.brought(late)).note.receipt).toBeDefined();
  expect((await stage.service.brought(prompt, 2)).note.kind).toBe('message');
});

it('a device that is tried again confirms what it was told of', async () => {
  const { late } = await oneIsLate();
  const { note } = await stage.service.brought(late);
  expect(
    (await ask(stage.server.api, 'POST', '/push/receipts', { body: { token: note.receipt } })).status,
  ).toBe(204);
});
