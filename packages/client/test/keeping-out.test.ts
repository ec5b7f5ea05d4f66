import { afterEach, expect, test } from 'vitest';
import { ask } from '../../../apps/server/test/support/api.ts';
import { keepOut, letInAgain, whoTried } from '../examples/guides/keeping-out.ts';
import type { RefusedSignIn } from '../src/index.ts';
import { openBoth } from './support/both.ts';
import { Clients } from './support/client.ts';
import { serverHere } from './support/server-here.ts';

/* The example of the quick start, run as it stands. */

const here = serverHere();
const clients = new Clients(here);
afterEach(() => clients.closeAll());

test('a consultant keeps a patient out, sees whom, and lets them in again', async () => {
  const { pair, consultant, patient } = await openBoth(clients);
  expect(await keepOut(consultant, pair.patient.id)).toEqual([pair.patient.name]);
  const book = () => patient.bookings.create({ consultantId: pair.consultant.id, scheduledAt: tomorrow() });
  await expect(book()).rejects.toMatchObject({ code: 'not_available' });
  await letInAgain(consultant, pair.patient.id);
  await expect(book()).resolves.toMatchObject({ status: 'scheduled' });
  await expect(keepOut(patient, pair.consultant.id)).rejects.toMatchObject({ code: 'forbidden' });
});

test('a person sees who tried wrong passwords, and signs all other devices out', async () => {
  const { pair, patient } = await openBoth(clients);
  const { email, password } = pair.patient;
  const signIn = (said: string) =>
    ask(here.server.api, 'POST', '/auth/login', { body: { email, password: said } });
  await signIn(password);
  await signIn('a guess');
  expect((await patient.session.listSessions()).length).toBeGreaterThan(1);
  await expect.poll(() => patient.session.listRefusedSignIns()).toHaveLength(1);
  const told: RefusedSignIn[] = [];
  await whoTried(patient, (one) => told.push(one));
  expect(told).toEqual([expect.objectContaining({ tries: 1, network: expect.any(String) })]);
  expect(await patient.session.listSessions()).toMatchObject([{ current: true }]);
});

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString();
}
