import type { RealTurn } from '../../../server/test/support/turn-server.ts';
import { checkScreen } from '../support/accessibility.ts';
import { connect, ending, meet, openBoth, stage } from '../support/call-screens.ts';
import { test as base, expect } from '../support/callers.ts';
import { countPeers, ownRoute } from '../support/peers.ts';
import { expectNoPicture } from '../support/remote-media.ts';

/** Every call of this file goes through a coturn of its own, with credentials from our server. */
base.use({ behindRelay: true });

const test = base.extend<{ turn: RealTurn }>({
  turn: async ({ relay }, use) => {
    if (relay === undefined) throw new Error('these tests need a relay');
    await use(relay);
    relay.thaw();
  },
});

test('a call that can go through the relay only has picture and sound both ways; frozen for a while, it comes back', {
  tag: '@journey',
}, async ({ callers, turn }) => {
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(patient, consultant);
  for (const { page } of [patient, consultant]) expect(await ownRoute(page)).toBe('relay');

  turn.freeze();
  await expectNoPicture(patient.page);
  await expect(stage(patient.page)).toContainText('Reconnecting', { timeout: 15_000 });
  await expect(stage(consultant.page)).toContainText('Reconnecting', { timeout: 15_000 });
  await checkScreen(patient.page, 'connecting again');
  turn.thaw();
  await meet(patient, consultant);
  for (const { page } of [patient, consultant]) {
    await expect(stage(page)).not.toContainText('Reconnecting');
    expect(await countPeers(page)).toMatchObject({ open: 1 });
  }
});

test('the relay forgets everything: the call gets fresh credentials, and picture and sound are back', async ({
  callers,
  turn,
}) => {
  const { patient, consultant } = callers;
  const both = [patient, consultant];
  let asked = 0;
  for (const { page } of both) {
    page.on('request', (request) => {
      if (request.url().includes('/chat/ice-servers')) asked += 1;
    });
  }
  await openBoth(callers);
  await connect(patient, consultant);
  const askedForTheCall = asked;
  await turn.restart();
  // Whose way breaks audibly, over TCP, notices at once and mends it for both; the other may never need to be told.
  const shown = (): Promise<string[]> => Promise.all(both.map(({ page }) => stage(page).innerText()));
  await expect.poll(async () => (await shown()).join()).toContain('Reconnecting');
  await meet(patient, consultant);
  expect(asked).toBeGreaterThan(askedForTheCall);
  for (const { page } of both) expect(await ownRoute(page)).toBe('relay');
});

test('a relay that never comes back: the call ends by itself, and says that the connection was lost', async ({
  callers,
  turn,
}) => {
  test.slow();
  const { patient, consultant } = callers;
  await openBoth(callers);
  await connect(patient, consultant);
  turn.freeze();
  await Promise.all(
    [patient, consultant].map(async ({ page }) => {
      await expect(ending(page, 'The connection was lost')).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText('your devices could not reach each other')).toBeVisible();
      expect(await countPeers(page)).toMatchObject({ open: 0 });
    }),
  );
});
