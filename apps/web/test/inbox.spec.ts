import { bubble, composer, expect, HERE, inboxRow, openConversation, signIn, test } from './support/app.ts';
import { book, makePair, register, say } from './support/people.ts';

test('the keyboard leads to the search, through the conversations and back', { tag: '@journey' }, async ({
  page,
}) => {
  const consultant = await register('consultant', 'Dr. Noor Vance');
  for (const name of ['Ada Bello', 'Søren Ærø']) {
    const patient = await register('patient', name);
    await say({ patient, consultant, ...(await book(patient, consultant)) }, patient, 'Hello');
  }
  await signIn(page, consultant);
  await page.goto(`${HERE}/settings`);
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('textbox', { name: 'Search people' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(inboxRow(page, 'Søren Ærø')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(inboxRow(page, 'Ada Bello')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.type('soren aer');
  await expect(inboxRow(page, 'Ada Bello')).toBeHidden();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();
});

test('several conversations with one person are told apart by their visits, in the list and in the sheet of the person', async ({
  page,
}) => {
  const pair = await makePair({ patient: 'Dr. Ada Bello', consultant: 'Dr. Noor Vance' });
  await book(pair.patient, pair.consultant);
  await signIn(page, pair.consultant);
  await openConversation(page, pair.conversationId);
  await expect(inboxRow(page, 'Ada Bello')).toHaveCount(2);
  await expect(inboxRow(page, 'Ada Bello').first()).toContainText('Knee pain');
  // a patient who is called like one who treats is shown as what they are
  await expect(inboxRow(page, 'Ada Bello').first().locator('[data-role-mark]')).toHaveText('Patient');
  await page.getByRole('button', { name: /^Dr\. Ada Bello/ }).click();
  const sheet = page.getByRole('dialog', { name: 'About this person' });
  await expect(sheet.getByRole('listitem')).toHaveCount(2);
  await expect(sheet).toContainText('Knee pain');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

test('a patient who claims a title is named as a patient in labels, sentences and questions too', async ({
  page,
}) => {
  const pair = await makePair({ patient: 'Dr. Ada Bello', consultant: 'Dr. Noor Vance' });
  const named = 'Dr. Ada Bello (Patient)';
  await signIn(page, pair.consultant);
  await openConversation(page, pair.conversationId);
  await expect(page.getByText(`Say hello to ${named}`)).toBeVisible();
  await expect(page.getByRole('textbox', { name: `Message to ${named}` })).toBeVisible();
  await expect(page.getByRole('button', { name: `Voice call with ${named}` })).toBeVisible();
  await say(pair, pair.patient, 'good morning');
  await expect(page.locator('[data-announcer]')).toHaveText(`${named}: good morning`);
  await say(pair, pair.patient, 'are you there?');
  await expect(page.locator('[data-announcer]')).toHaveText(`${named}: are you there?`);
  await expect(bubble(page, 'good morning')).toContainText(`${named}: `);

  await page.goto(`${HERE}/appointments`);
  await page.getByRole('button', { name: `Cancel the appointment with ${named}` }).click();
  await expect(page.getByRole('dialog')).toContainText(`Your appointment with ${named},`);
  await page.keyboard.press('Escape');

  await openConversation(page, pair.conversationId);
  await page.getByRole('button', { name: /^Dr\. Ada Bello/ }).click();
  await page.getByRole('button', { name: 'Block this person' }).click();
  await expect(page.getByText(`${named} can no longer write to you`)).toBeVisible();
  await page.getByRole('button', { name: 'Block this person' }).click();
  await expect(page.getByText(`You have blocked ${named}.`)).toBeVisible();
  await page.goto(`${HERE}/settings`);
  await expect(page.getByRole('button', { name: `Unblock ${named}` })).toBeVisible();
});

test('a file that is dropped or a picture that is pasted is not sent, does not replace the page, and is told so', async ({
  page,
}) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  const isHeld = await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'knee.png', { type: 'image/png' }));
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector('[role=log], main')?.dispatchEvent(drop);
    return drop.defaultPrevented;
  });
  expect(isHeld).toBe(true);
  await expect(page.getByRole('alert')).toContainText('Files and pictures cannot be sent here yet.');
  await composer(page).fill('in words');
  await expect(page.getByRole('alert')).toBeHidden();
  await composer(page).evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['x'], 'knee.png', { type: 'image/png' }));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole('alert')).toContainText('Files and pictures cannot be sent here yet.');
});

test('an Enter that ends a composition in Safari sends nothing', { tag: '@journey' }, async ({ page }) => {
  const pair = await makePair();
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  await composer(page).fill('てすと');
  await composer(page).evaluate((field) => {
    const enter = { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true };
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', enter));
  });
  await expect(composer(page)).toHaveValue('てすと');
  await composer(page).press('Enter');
  await expect(bubble(page, 'てすと')).toHaveCount(1);
});
