import type { Page } from '@playwright/test';
import { button, connect, ending, hangUp, meet, openBoth, stage } from '../support/call-screens.ts';
import { countPeers, ownRoute } from '../support/peers.ts';
import { expectToHear } from '../support/remote-media.ts';
import { HOME } from './lab.ts';
import { expect, test } from './lab-callers.ts';

const AGAIN = 'Reconnecting';

const quality = (page: Page) => button(page, /^Connection\./);

test('two networks, and nothing in between: the call goes straight', async ({
  meeting,
  patient,
  consultant,
}) => {
  await openBoth(meeting);
  await connect(patient, consultant);
  for (const { page } of [patient, consultant]) expect(await ownRoute(page)).not.toBe('relay');
  await hangUp(patient.page);
  await expect(ending(consultant.page, /ended the call/)).toBeVisible();
});

test('the two cannot reach each other: the relay carries the call', async ({
  meeting,
  patient,
  consultant,
}) => {
  patient.host.block(consultant.host.address);
  await openBoth(meeting);
  await connect(consultant, patient);
  // One relay is enough: the other side reaches it directly.
  expect([await ownRoute(patient.page), await ownRoute(consultant.page)]).toContain('relay');
});

test('the cable is out for ten seconds: both are told why they wait, then the call goes on', async ({
  meeting,
  patient,
  consultant,
}) => {
  await openBoth(meeting);
  await connect(patient, consultant);
  patient.host.setLink(false);
  await expect(stage(patient.page)).toContainText('Your own connection is interrupted', { timeout: 20_000 });
  await expect(stage(consultant.page)).toContainText("Ada Bello's connection is interrupted", {
    timeout: 20_000,
  });
  patient.host.setLink(true);
  await meet(patient, consultant);
  for (const { page } of [patient, consultant]) {
    await expect(stage(page)).not.toContainText(AGAIN);
    expect(await countPeers(page)).toMatchObject({ open: 1 });
  }
});

test('the cable stays out: both hear within the bound that the connection was lost, and may call again', async ({
  meeting,
  patient,
  consultant,
}) => {
  await openBoth(meeting);
  await connect(patient, consultant);
  patient.host.setLink(false);
  for (const { page } of [patient, consultant]) {
    await expect(ending(page, 'The connection was lost')).toBeVisible({ timeout: 60_000 });
    expect(await countPeers(page)).toMatchObject({ open: 0 });
  }
  const back = patient.page.waitForEvent('websocket');
  patient.host.setLink(true);
  await (await back).waitForEvent('framereceived', {
    predicate: ({ payload }) => `${payload}`.startsWith('40/chat'),
  });
  await button(patient.page, 'Call again').click();
  await button(consultant.page, 'Accept').click();
  await meet(patient, consultant);
});

test('from one network into another: the address changes, the call does not', async ({
  meeting,
  patient,
  consultant,
}) => {
  await openBoth(meeting);
  await connect(patient, consultant);
  consultant.host.changeAddress();
  await expect(stage(patient.page)).toContainText(AGAIN, { timeout: 20_000 });
  await meet(patient, consultant);
  for (const { page } of [patient, consultant]) await expect(stage(page)).not.toContainText(AGAIN);
  await hangUp(consultant.page);
  await expect(ending(patient.page, /ended the call/)).toBeVisible();
});

test('the server alone is out of reach for a while: sound and picture go on, and hanging up arrives', async ({
  meeting,
  patient,
  consultant,
}) => {
  const socket = patient.page.waitForEvent('websocket');
  await openBoth(meeting);
  await connect(patient, consultant);
  const socketGone = (await socket).waitForEvent('close', { timeout: 90_000 });
  patient.host.block(HOME, Number(new URL(patient.app).port));
  await socketGone;
  await meet(patient, consultant);
  patient.host.heal();
  await meet(patient, consultant);
  await hangUp(patient.page);
  await expect(ending(consultant.page, /ended the call/)).toBeVisible({ timeout: 30_000 });
});

test('a quarter of all packets gets lost: they hear each other, and the bars tell of it', async ({
  meeting,
  patient,
  consultant,
}) => {
  await openBoth(meeting);
  await connect(patient, consultant);
  patient.host.lose(0.25);
  await quality(consultant.page).click();
  await expect(stage(consultant.page)).toContainText(/Poor|Very poor/, { timeout: 40_000 });
  await expectToHear(consultant.page, patient.media);
  await expectToHear(patient.page, consultant.media);
  patient.host.heal();
  await expect(stage(consultant.page)).not.toContainText(/Poor|Very poor/, { timeout: 40_000 });
});

test('a line too narrow for a picture: the call stays, and both are told how well it goes', async ({
  meeting,
  patient,
  consultant,
}) => {
  await openBoth(meeting);
  await connect(patient, consultant);
  patient.host.narrow(48);
  await quality(patient.page).click();
  await quality(consultant.page).click();
  await expect(stage(patient.page)).toContainText(/From you to Dr. Noor Vance(Poor|Very poor)/, {
    timeout: 60_000,
  });
  await expect(stage(consultant.page)).toContainText(/From Ada Bello to you(Poor|Very poor)/, {
    timeout: 60_000,
  });
  patient.host.heal();
  await expect(stage(patient.page)).toContainText(/From you to Dr. Noor Vance(Good|Excellent)/, {
    timeout: 60_000,
  });
  await meet(patient, consultant);
});
