import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { forgetOtherDevices, turnOnNotifications } from '../examples/guides/reachable.ts';
import { openBoth } from './support/both.ts';
import { Clients } from './support/client.ts';
import { serverHere } from './support/server-here.ts';

/* The example of the quick start, run as it stands, in a browser that is made up. */

const clients = new Clients(serverHere());
afterEach(() => clients.closeAll());

/** A subscription at a push service that nothing is sent to here. */
function browser() {
  const keys = {
    p256dh: createECDH('prime256v1').generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  };
  const endpoint = `https://fcm.googleapis.com/fcm/send/${randomUUID()}`;
  const asked: unknown[] = [];
  const subscribe = async (options: unknown) => {
    asked.push(options);
    return { toJSON: () => ({ endpoint, keys }) };
  };
  return { asked, registration: { pushManager: { subscribe } } as unknown as ServiceWorkerRegistration };
}

test('a device is made reachable with the key of the server, is listed, and others are forgotten', async () => {
  const { patient, consultant } = await openBoth(clients);
  const [first, second] = [browser(), browser()];
  await turnOnNotifications(patient, first.registration);
  await turnOnNotifications(patient, second.registration);
  const key = await patient.push.key();
  expect(first.asked).toEqual([{ userVisibleOnly: true, applicationServerKey: key }]);
  const devices = await patient.push.list();
  expect(devices).toMatchObject([{ kind: 'web', current: true, lastOkAt: null }, { current: true }]);
  await forgetOtherDevices(patient);
  expect(await patient.push.list()).toHaveLength(2);
  await patient.push.remove(devices[0]?.id ?? '');
  expect((await patient.push.list()).map(({ id }) => id)).toEqual([devices[1]?.id]);
  expect(await consultant.push.list()).toEqual([]);
  await expect(consultant.push.remove(devices[1]?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
  await expect(consultant.push.test()).rejects.toMatchObject({ code: 'not_found' });
});
