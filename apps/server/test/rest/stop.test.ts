import { afterAll, beforeAll, expect, test } from 'vitest';
import { Facts } from '../../src/facts/facts.ts';
import { ask } from '../support/api.ts';
import { book, signUp } from '../support/people.ts';
import { createDatabase, type OwnDatabase, startTestServer } from '../support/test-server.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const SECRET = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`;

let own: OwnDatabase;
let receiver: WebhookReceiver;

beforeAll(async () => {
  [own, receiver] = await Promise.all([createDatabase(), WebhookReceiver.open()]);
});
afterAll(async () => {
  await receiver.close();
  await own.remove();
});

/** What a request does while it waits here is done after every room has brought its own work to an end. */
function whenRoomsHaveEnded(facts: Facts): Promise<void> {
  return new Promise((resolve) => Object.assign(facts, { beforeApplicationShutdown: () => resolve() }));
}

test('a change that a stopping server still makes is written down and told like any other', async () => {
  const webhooks = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: SECRET, WEBHOOK_EVENTS: 'booking.cancelled' };
  const server = await startTestServer(webhooks, own);
  const [patient, consultant] = [await signUp(server, 'patient'), await signUp(server, 'consultant')];
  const { id } = await book(patient, consultant);

  const facts = server.app.get(Facts);
  const roomsHaveEnded = whenRoomsHaveEnded(facts);
  let begun = () => {};
  const isBegun = new Promise<void>((resolve) => (begun = resolve));
  const inTransaction = facts.inTransaction.bind(facts);
  facts.inTransaction = async (work) => {
    begun();
    await roomsHaveEnded;
    return inTransaction(work);
  };
  const changing = patient.ask('PATCH', `/bookings/${id}`, { status: 'cancelled' });
  await isBegun;
  const closing = server.close();
  expect((await changing).status).toBe(200);
  await closing;

  const next = await startTestServer(webhooks, own);
  const { body: steps } = await ask(next.api, 'GET', `/bookings/${id}/changes`, { token: patient.token });
  expect(steps.map(({ status }: { status: string }) => status)).toEqual(['scheduled', 'cancelled']);
  await expect.poll(() => receiver.taken.map(({ body }) => body.data)).toMatchObject([{ bookingId: id }]);
  await next.close();
});
