import { bubble, composer, expect, feed, HERE, inboxRow, THERE, test, write } from './support/app.ts';

test('the two demo links open side by side in one browser, and the first message is read on the other side', {
  tag: '@journey',
}, async ({ context }) => {
  const patient = await context.newPage();
  const consultant = await context.newPage();
  await patient.goto(`${HERE}/?demo=patient`);
  await consultant.goto(`${THERE}/?demo=consultant`);
  await expect(patient).toHaveURL(`${HERE}/`);
  await expect(consultant).toHaveURL(`${THERE}/`);

  // the consultant is in the inbox and sees it come
  await inboxRow(patient, 'Haddad').click();
  await expect(feed(patient)).toContainText('How is your knee');
  const text = `Good morning ${Date.now()}`;
  await write(patient, text);
  const row = inboxRow(consultant, 'Ada Martin');
  await expect(row).toContainText(text);
  await expect(row).toContainText('1 unread');
  await expect(consultant).toHaveTitle(/^\(1\) Messages/);
  await expect(bubble(patient, text)).toHaveAttribute('data-status', 'delivered');

  // opening it shows the line, reads it, and says so to the patient
  await row.click();
  await expect(consultant.getByText('New messages', { exact: true })).toBeVisible();
  await expect(bubble(patient, text)).toHaveAttribute('data-status', 'read');
  await expect(consultant).toHaveTitle(/^Ada Martin · /);
  await expect(row).not.toContainText('unread');

  // writing shows, and stops with the message
  await composer(consultant).pressSequentially('I see');
  await expect(patient.getByText('Dr. Samir Haddad is typing…')).toBeVisible();
  await composer(consultant).press('Enter');
  await expect(bubble(patient, 'I see')).toBeVisible();
  await expect(patient.getByText('Dr. Samir Haddad is typing…')).toBeHidden();
  await expect(bubble(consultant, 'I see')).toHaveAttribute('data-status', 'read');
  // a screen reader hears it once
  await expect(patient.locator('[data-announcer]')).toHaveText('Dr. Samir Haddad: I see');
});
