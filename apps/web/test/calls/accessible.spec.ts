import { checkScreen, SCREENS } from '../support/accessibility.ts';
import {
  accept,
  button,
  connect,
  ending,
  hangUp,
  incoming,
  openBoth,
  placeCall,
  stage,
} from '../support/call-screens.ts';
import { type Callers, expect, test } from '../support/callers.ts';

const ROLES = [
  { caller: 'phone', callee: 'desktop' },
  { caller: 'desktop', callee: 'phone' },
] as const;

for (const role of ROLES) {
  test(`every screen of a call keeps WCAG 2.2 AA in light and dark: caller on a ${role.caller}, callee on a ${role.callee}`, async ({
    callers,
  }) => {
    test.slow();
    const { patient, consultant } = callers;
    await patient.page.setViewportSize(SCREENS[role.caller].viewport);
    await consultant.page.setViewportSize(SCREENS[role.callee].viewport);
    for (const { page } of [patient, consultant]) await page.emulateMedia({ reducedMotion: 'reduce' });
    await openBoth(callers);

    await placeCall(patient);
    await expect(stage(patient.page)).toContainText('Ringing');
    await expect(incoming(consultant.page)).toBeVisible();
    await checkBoth(callers, 'ringing', 'incoming');
    await button(consultant.page, 'Decline with a message').click();
    await consultant.page.getByLabel('Your own words').fill('In ten minutes');
    await checkScreen(consultant.page, 'declining with a message');
    await button(consultant.page, 'Decline and send').click();
    await expect(ending(patient.page, 'Dr. Noor Vance cannot talk now')).toBeVisible();
    await checkScreen(patient.page, 'declined');
    await button(patient.page, 'Close').click();

    await connect(patient, consultant);
    await checkBoth(callers, 'live', 'live');
    await button(patient.page, /^Connection/).click();
    await button(consultant.page, MORE).click();
    await checkBoth(callers, 'quality', 'more');
    await patient.page.keyboard.press('Escape');
    await consultant.page.keyboard.press('Escape');
    await button(patient.page, /^Open the chat/).click();
    await button(consultant.page, 'Turn camera off').click();
    await button(consultant.page, 'Mute').click();
    await expect(stage(patient.page)).toContainText('is muted');
    await checkBoth(callers, 'chat beside the call', 'without camera and microphone');
    await button(patient.page, /^Close the chat/)
      .first()
      .click();
    await button(patient.page, 'Back to the app').click();
    await expect(stage(patient.page)).toBeHidden();
    await checkScreen(patient.page, 'app during a call');
    await hangUp(consultant.page);
    // it closes by itself unless somebody touches it
    await ending(consultant.page, 'Call ended').click();
    await checkBoth(callers, 'note that the call has ended', 'call ended');

    // a call that begins without leave to use camera and microphone
    await consultant.context.clearPermissions();
    await button(consultant.page, 'Close').click();
    await placeCall(patient);
    await accept(consultant);
    await expect(stage(consultant.page)).toContainText('The microphone is blocked');
    await checkBoth(callers, 'of one who shows nothing', 'camera and microphone blocked');
  });
}

const MORE = /^More/;

/** @param screens what the caller and what the callee see */
async function checkBoth({ patient, consultant }: Callers, ...screens: [string, string]): Promise<void> {
  await Promise.all([checkScreen(patient.page, screens[0]), checkScreen(consultant.page, screens[1])]);
}
