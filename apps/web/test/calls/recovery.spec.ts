import {
  accept,
  connect,
  ending,
  hangUp,
  meet,
  openBoth,
  placeCall,
  stage,
} from '../support/call-screens.ts';
import { expect, test } from '../support/callers.ts';
import { cuttableLine } from '../support/cuttable-line.ts';
import { countPeers } from '../support/peers.ts';
import { expectToMeet } from '../support/remote-media.ts';

test('a page that is loaded anew is in the call again, on either side', { tag: '@journey' }, async ({
  callers,
}) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(patient, consultant);
  await patient.page.reload();
  await meet(patient, consultant);
  await consultant.page.reload();
  await meet(patient, consultant);
  await hangUp(consultant.page);
  await expect(ending(patient.page, /ended the call/)).toBeVisible();
});

test('the live connection to the server is lost and restored: sound and picture never stop', async ({
  callers,
}) => {
  const { patient, consultant } = callers;
  const line = await cuttableLine(patient.page);
  await openBoth(callers);
  await connect(patient, consultant);
  await line.cut();
  await meet(patient, consultant);
  line.mend();
  await expect.poll(() => line.opened(), { timeout: 20_000 }).toBeGreaterThan(1);
  await expect(stage(patient.page)).not.toContainText('Reconnecting');
  await meet(patient, consultant);
  expect(await countPeers(patient.page)).toEqual({ made: 1, open: 1 });

  await hangUp(patient.page);
  await expect(ending(consultant.page, /ended the call/)).toBeVisible();
});

test('offline for a while, as the browser says, and the call survives', async ({ callers }) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(patient, consultant);
  await consultant.context.setOffline(true);
  await expectToMeet(consultant.page, patient.media);
  await consultant.context.setOffline(false);
  await meet(patient, consultant);
  await hangUp(consultant.page);
  await expect(ending(patient.page, /ended the call/)).toBeVisible();
});

test('two devices that do not understand each other: both are told so, also whoever is hung up on', async ({
  callers,
}) => {
  const { patient, consultant } = callers;
  await consultant.context.addInitScript(() => {
    RTCPeerConnection.prototype.setRemoteDescription = () => Promise.reject(new Error('a codec collision'));
  });
  await openBoth(callers);
  await placeCall(patient, 'Voice');
  await accept(consultant);
  for (const { page } of [patient, consultant])
    await expect(stage(page)).toContainText('The two devices do not understand each other yet.');
  await hangUp(consultant.page);
  await expect(ending(patient.page, 'The call could not be connected')).toBeVisible();
  await expect(patient.page.getByText(/do not understand each other\. Update the browser/)).toBeVisible();
});
