import { button, ending, incoming, openBoth, placeCall } from '../support/call-screens.ts';
import { expect, test } from '../support/callers.ts';
import { tonesSounding } from '../support/tones.ts';

test.use({ serverSettings: { CALL_RING_TIMEOUT_MS: '2500' } });

test('a call that nobody takes ends by itself: no answer on the one side, missed on the other', async ({
  callers,
}) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await placeCall(patient, 'Voice');
  await expect(incoming(consultant.page)).toBeVisible();
  await expect(ending(patient.page, 'No answer')).toBeVisible();
  await expect(incoming(consultant.page)).toBeHidden();
  for (const { page } of [patient, consultant]) await expect.poll(() => tonesSounding(page)).toEqual([]);
  await expect(consultant.page.getByText('Missed call').first()).toBeVisible();

  await button(patient.page, 'Call again').click();
  await expect(incoming(consultant.page)).toBeVisible();
});
