import { bubble, openConversation, write } from '../support/app.ts';
import {
  accept,
  button,
  canReachOther,
  connect,
  ending,
  hangUp,
  incoming,
  meet,
  openBoth,
  placeCall,
  stage,
} from '../support/call-screens.ts';
import { expect, test } from '../support/callers.ts';
import { countPeers } from '../support/peers.ts';
import {
  expectNoPicture,
  expectSilence,
  expectToHear,
  expectToSee,
  look,
  lookAtOneself,
} from '../support/remote-media.ts';
import { tonesSounding } from '../support/tones.ts';

test('one click rings the other person wherever they are, and after the accept both see and hear each other', {
  tag: '@journey',
}, async ({ callers }) => {
  const { pair, patient, consultant } = callers;
  await openConversation(patient.page, pair.conversationId, patient.app);
  await consultant.page.goto(`${consultant.app}/settings`);
  await consultant.page.getByRole('heading', { name: 'Settings' }).click();
  await canReachOther(patient.page);

  await placeCall(patient);
  await expect(stage(patient.page)).toContainText('Ringing');
  await expect.poll(() => lookAtOneself(patient.page)).toEqual({ colour: 'red', isMoving: true });
  await expect(incoming(consultant.page)).toContainText('Video call');
  await expect.poll(() => tonesSounding(patient.page)).toEqual(['ringback']);
  await expect.poll(() => tonesSounding(consultant.page)).toEqual(['incoming']);
  expect(await countPeers(consultant.page)).toEqual({ made: 0, open: 0 });
  expect(await look(consultant.page)).toEqual({ colour: 'none', isMoving: false });

  await accept(consultant);
  await meet(patient, consultant);
  for (const { page } of [patient, consultant]) {
    await expect(stage(page)).toContainText(/\d:\d\d/);
    expect(await tonesSounding(page)).toEqual([]);
    expect(await countPeers(page)).toEqual({ made: 1, open: 1 });
  }

  await hangUp(patient.page);
  await expect(ending(consultant.page, /ended the call/)).toBeVisible();
  for (const { page } of [patient, consultant]) expect(await countPeers(page)).toEqual({ made: 1, open: 0 });

  // and again from the other side
  await button(consultant.page, 'Call back').click();
  await accept(patient);
  await meet(patient, consultant);
});

test.describe('a patient who claims a title', () => {
  test.use({ names: { patient: 'Dr. Ada Bello', consultant: 'Dr. Noor Vance' } });

  test('is named as a patient on every screen of a call', async ({ callers }) => {
    const { patient, consultant } = callers;
    const { page } = consultant;
    const named = 'Dr. Ada Bello (Patient)';
    await openBoth(callers);
    await placeCall(consultant, 'Voice');
    await expect(page.getByRole('dialog', { name: `Call with ${named}` })).toBeVisible();
    await expect(stage(page).locator('[data-role-mark]').filter({ visible: true })).toHaveText('Patient');
    await accept(patient);
    await button(patient.page, 'Mute').click();
    await expect(stage(page)).toContainText(`${named} is muted`);
    await expect(page).toHaveTitle(`● ${named} · Jiggy Care`);
    await page.getByRole('button', { name: /^Connection/ }).click();
    await expect(stage(page)).toContainText(`From ${named} to you`);
    await hangUp(patient.page);
    await expect(ending(page, `${named} ended the call`)).toBeVisible();
  });
});

test('in a call, microphone and camera go off and on, and the other side is told', async ({ callers }) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(consultant, patient);

  await button(consultant.page, 'Mute').click();
  await expect(stage(patient.page)).toContainText('Dr. Noor Vance is muted');
  await expectSilence(patient.page);
  await expectToSee(patient.page, consultant.media);
  await button(consultant.page, 'Unmute').click();
  await expectToHear(patient.page, consultant.media);
  await expect(stage(patient.page)).not.toContainText('is muted');

  await consultant.page.keyboard.press('m');
  await expect(stage(patient.page)).toContainText('Dr. Noor Vance is muted');
  await consultant.page.keyboard.press('m');
  await expect(stage(patient.page)).not.toContainText('is muted');

  await button(consultant.page, 'Turn camera off').click();
  await expect(stage(patient.page)).toContainText("Dr. Noor Vance's camera is off");
  await expectNoPicture(patient.page);
  await expectToHear(patient.page, consultant.media);
  // whatever is said above the picture, and however long a name is, a phone has room for the way out
  const size = consultant.page.viewportSize();
  await consultant.page.setViewportSize({ width: 360, height: 740 });
  await expect(stage(consultant.page)).toContainText('Your camera is off');
  await stage(consultant.page)
    .locator('h1 span')
    .last()
    .evaluate((name) => {
      name.textContent = 'Anna-Sophia Maria Freifrau von Hohenfels-Rottenberg';
    });
  await expect(button(consultant.page, 'End the call')).toBeInViewport({ ratio: 1 });
  if (size) await consultant.page.setViewportSize(size);

  await button(consultant.page, 'Turn camera on').click();
  await meet(patient, consultant);
  expect(await countPeers(patient.page)).toEqual({ made: 1, open: 1 });

  const ownPicture = button(patient.page, /^Your own picture/);
  const before = await ownPicture.boundingBox();
  await ownPicture.press('ArrowLeft');
  await expect.poll(async () => (await ownPicture.boundingBox())?.x).toBeLessThan((before?.x ?? 0) - 300);
});

test('a voice call becomes a video call, from each side in its turn', async ({ callers }) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await placeCall(patient, 'Voice');
  await expect(incoming(consultant.page)).toContainText('Voice call');
  await accept(consultant);
  await expectToHear(patient.page, consultant.media);
  await expectToHear(consultant.page, patient.media);
  expect(await look(consultant.page)).toEqual({ colour: 'none', isMoving: false });

  await button(patient.page, 'Turn camera on').click();
  await expectToSee(consultant.page, patient.media);
  await button(consultant.page, 'Turn camera on').click();
  await meet(patient, consultant);
});

test('the two write to each other beside the call, which goes on while one looks at the app', async ({
  callers,
}) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(patient, consultant);
  await button(patient.page, /^Open the chat/).click();
  await write(patient.page, 'Can you read this?');
  await expect(button(consultant.page, /^Open the chat/)).toContainText('1');
  await button(consultant.page, /^Open the chat/).click();
  await expect(bubble(consultant.page, 'Can you read this?').last()).toBeVisible();

  await button(consultant.page, 'Back to the app').click();
  await expect(stage(consultant.page)).toBeHidden();
  await consultant.page.getByRole('link', { name: 'Appointments' }).first().click();
  await expect(consultant.page.getByRole('heading', { name: 'Appointments' })).toBeVisible();
  await expectToHear(consultant.page, patient.media);
  await expectToSee(patient.page, consultant.media);
  const bar = consultant.page.getByRole('region', { name: 'Running call' });
  await bar.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect(bar).toContainText('You are muted');
  await expectSilence(patient.page);
  await bar.getByRole('button', { name: 'Unmute' }).click();
  await expectToHear(patient.page, consultant.media);
  await button(consultant.page, /Back to the call/).click();
  await meet(patient, consultant);
});

test('closing the tab ends the call for the other side', async ({ callers }) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(patient, consultant);
  await consultant.page.close();
  await expect(ending(patient.page, /ended/)).toBeVisible({ timeout: 15_000 });
});
