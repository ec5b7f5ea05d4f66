import { afterEach, expect, test } from 'vitest';
import { introduceDevice, leaveInPeaceAtNight } from '../examples/guides/how-told.ts';
import { openBoth } from './support/both.ts';
import { Clients } from './support/client.ts';
import { serverHere } from './support/server-here.ts';

/* The example of the quick start, run as it stands. */

const clients = new Clients(serverHere());
afterEach(() => clients.closeAll());

test('a device introduces itself once, and a person says when to be left in peace', async () => {
  const { patient, consultant } = await openBoth(clients);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await introduceDevice(patient, 'de');
  const introduced = { language: 'de', timeZone: here, mailUnread: true };
  expect(await patient.preferences.read()).toMatchObject(introduced);
  await patient.preferences.change({ timeZone: 'Asia/Tokyo' });
  await introduceDevice(patient, 'en');
  expect(await patient.preferences.read()).toMatchObject({ language: 'en', timeZone: 'Asia/Tokyo' });
  await leaveInPeaceAtNight(patient);
  expect(await patient.preferences.read()).toMatchObject({ quietFrom: '22:00', quietTo: '07:00' });
  expect(await consultant.preferences.read()).toMatchObject({ timeZone: null, quietFrom: null });
  const wrong = patient.preferences.change({ timeZone: 'Nowhere' });
  await expect(wrong).rejects.toMatchObject({ code: 'validation_failed' });
});
