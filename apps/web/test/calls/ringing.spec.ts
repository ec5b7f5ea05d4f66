import { composer, openConversation, signIn, watchOver } from '../support/app.ts';
import {
  accept,
  button,
  canReachOther,
  connect,
  ending,
  incoming,
  meet,
  openBoth,
  placeCall,
  stage,
} from '../support/call-screens.ts';
import { expect, test } from '../support/callers.ts';
import { countPeers } from '../support/peers.ts';
import { book, register, storedTexts } from '../support/people.ts';
import { tonesSounding } from '../support/tones.ts';

test('who declines may say why, which stays in the conversation, and the caller can call again at once', async ({
  callers,
}) => {
  const { pair, patient, consultant } = callers;
  await openBoth(callers);
  // wherever the one is who is called
  await consultant.page.goto(`${consultant.app}/settings`);
  await consultant.page.getByRole('heading', { name: 'Settings' }).click();
  await canReachOther(patient.page);
  await placeCall(patient);
  await button(consultant.page, 'Decline with a message').click();
  await consultant.page.getByLabel('Your own words').fill('In ten minutes <b>please</b>');
  await button(consultant.page, 'Decline and send').click();
  await expect(incoming(consultant.page)).toBeHidden();
  await expect(ending(patient.page, 'Dr. Noor Vance cannot talk now')).toBeVisible();
  await expect(patient.page.getByText('In ten minutes <b>please</b>')).toBeVisible();
  for (const { page } of [patient, consultant]) await expect.poll(() => tonesSounding(page)).toEqual([]);
  // it is kept where both find it again, and only once
  await expect.poll(() => storedTexts(pair)).toEqual(['In ten minutes <b>please</b>']);

  await button(patient.page, 'Call again').click();
  await button(consultant.page, 'Decline').click();
  await expect(ending(patient.page, 'Dr. Noor Vance cannot talk now')).toBeVisible();
  await button(patient.page, 'Call again').click();
  await accept(consultant);
  await meet(patient, consultant);
});

test('a caller who thinks better of it stops the ring, and it counts as missed', { tag: '@journey' }, async ({
  callers,
}) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await placeCall(patient);
  await expect(incoming(consultant.page)).toBeVisible();
  await button(patient.page, 'Cancel the call').click();
  await expect(incoming(consultant.page)).toBeHidden();
  await expect.poll(() => tonesSounding(consultant.page)).toEqual([]);
  await expect(consultant.page.getByText(/missed call/i).first()).toBeVisible();
  await expect(ending(patient.page, 'Call cancelled')).toBeVisible();
});

test('nobody is there: the caller learns it at once', { tag: '@journey' }, async ({ callers }) => {
  const { pair, patient } = callers;
  await openConversation(patient.page, pair.conversationId, patient.app);
  await placeCall(patient);
  await expect(ending(patient.page, 'Dr. Noor Vance is not reachable')).toBeVisible();
  await expect.poll(() => tonesSounding(patient.page)).toEqual([]);
  await button(patient.page, 'Close').click();
  await expect(composer(patient.page)).toBeVisible();
});

test('who talks to one is busy for another, and is not disturbed', async ({ callers, faults }) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(patient, consultant);

  const third = await register('patient', 'Chidi Obi', patient.person.server);
  const { conversationId } = await book(third, consultant.person);
  const context = await patient.browser.newContext({ permissions: ['camera', 'microphone'] });
  watchOver(context, faults);
  const page = await context.newPage();
  await signIn(page, third, patient.app);
  await openConversation(page, conversationId, patient.app);
  await canReachOther(page);
  await button(page, 'Video call with Dr. Noor Vance').click();
  await expect(ending(page, 'Dr. Noor Vance is in another call')).toBeVisible();
  await expect(incoming(consultant.page)).toBeHidden();
  await meet(patient, consultant);
  await context.close();
});

test('two who call each other at the same moment are in one call', { tag: '@journey' }, async ({
  callers,
}) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  // a click from here would come some tenths of a second after the other, and meet a page that rings already
  const at = Date.now() + 500;
  for (const { page } of [patient, consultant]) {
    await button(page, /^Video call with /).evaluate(
      (element: HTMLElement, moment) => void setTimeout(() => element.click(), moment - Date.now()),
      at,
    );
  }
  await meet(patient, consultant);
  for (const { page } of [patient, consultant]) expect(await countPeers(page)).toMatchObject({ open: 1 });
});

test('both tabs ring, one of them aloud; the one that answers silences the other', async ({ callers }) => {
  const { pair, patient, consultant } = callers;
  await openBoth(callers);
  const second = await consultant.context.newPage();
  await openConversation(second, pair.conversationId, consultant.app);
  await canReachOther(second);
  for (const page of [consultant.page, second]) await composer(page).click();

  await placeCall(patient);
  await expect(incoming(consultant.page)).toBeVisible();
  await expect(incoming(second)).toBeVisible();
  const aloud = async () => [...(await tonesSounding(consultant.page)), ...(await tonesSounding(second))];
  await expect.poll(aloud).toEqual(['incoming']);

  await button(second, 'Accept').click();
  await expect(incoming(consultant.page)).toBeHidden();
  await expect.poll(aloud).toEqual([]);
  await meet(patient, { ...consultant, page: second });
  await expect(stage(consultant.page)).toBeHidden();
});

test('it rings on through a reload of either page', async ({ callers }) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await placeCall(patient);
  await expect(incoming(consultant.page)).toBeVisible();
  await consultant.page.reload();
  await expect(incoming(consultant.page)).toBeVisible();
  await patient.page.reload();
  await expect(stage(patient.page)).toContainText('Ringing');
  await expect(incoming(consultant.page)).toBeVisible();
  await accept(consultant);
  await meet(patient, consultant);
});

test('a page that nobody has touched yet may not ring: it says so, and rings with the first click', async ({
  callers,
}) => {
  const { pair, patient, consultant } = callers;
  await openConversation(patient.page, pair.conversationId, patient.app);
  await consultant.page.goto(consultant.app);
  // Looking with Playwright's own means would count as a touch.
  const untouched = await consultant.context.newCDPSession(consultant.page);
  const shown = async () => {
    const { result } = await untouched.send('Runtime.evaluate', {
      expression: 'document.body.innerText',
      userGesture: false,
    });
    return String(result.value);
  };
  await expect.poll(shown).toContain('Ada Bello');
  await canReachOther(patient.page);
  await placeCall(patient);
  await expect.poll(shown).toContain('Your browser keeps the ring silent until you click or tap.');
  await button(consultant.page, 'Turn on sound').click();
  await expect.poll(() => tonesSounding(consultant.page)).toEqual(['incoming']);
  await expect(button(consultant.page, 'Turn on sound')).toBeHidden();
});

for (const [how, turnOff] of [
  ['has no WebRTC', () => Reflect.deleteProperty(globalThis, 'RTCPeerConnection')],
  [
    'throws where WebRTC is used',
    () => {
      globalThis.RTCPeerConnection = class {
        constructor() {
          throw new Error('turned off');
        }
      } as never;
    },
  ],
] as const)
  test(`a browser that ${how} says so before anybody is rung, and when it is rung`, async ({ callers }) => {
    const { pair, patient, consultant } = callers;
    await consultant.context.addInitScript(turnOff);
    await openBoth(callers);
    const sentence = 'This browser cannot make calls.';
    await button(consultant.page, 'Video call with Ada Bello').press('Enter');
    await expect(consultant.page.getByText(sentence)).toBeVisible();
    await expect(incoming(patient.page)).toBeHidden();
    await consultant.page.goto(`${consultant.app}/check`);
    await expect(consultant.page.getByText(sentence)).toBeVisible();
    await openConversation(consultant.page, pair.conversationId, consultant.app);

    await placeCall(patient);
    await expect(incoming(consultant.page)).toContainText(sentence);
    await expect(incoming(consultant.page).getByRole('button', { name: 'Accept' })).toHaveCount(0);
    await button(consultant.page, 'Decline').click();
    await expect(ending(patient.page, 'Dr. Noor Vance cannot talk now')).toBeVisible();
  });
