import { type Callers, expect, test } from '../support/callers.ts';
import { type DocumentedCaller, documentedClients, openDocumented } from '../support/documented-caller.ts';
import { countPeers } from '../support/peers.ts';
import { expectNoPicture, expectToMeet, look } from '../support/remote-media.ts';
import { tonesSounding } from '../support/tones.ts';

for (const { name, path, tag } of documentedClients) {
  test.describe(name, () => {
    test('calls its like from either side, with picture and sound both ways, and sees nothing before the accept', {
      tag,
    }, async ({ callers }) => {
      const { patient, consultant } = await openBoth(callers, path);
      await patient.click('Call');
      await consultant.hears('Incoming call from:');
      await expect.poll(() => tonesSounding(patient.page)).toEqual(['ringback']);
      await expect.poll(() => tonesSounding(consultant.page)).toEqual(['incoming']);
      expect(await look(consultant.page)).toEqual({ colour: 'none', isMoving: false });
      expect(await countPeers(consultant.page)).toEqual({ made: 0, open: 0 });
      await consultant.click('Accept');
      await patient.hears('Call accepted');
      await consultant.hears('Call connected');
      await meet(patient, consultant);
      await bothSilent(patient, consultant);

      // hanging up tells nobody; the next call, from the other side, makes an end of the old one
      await talkAWhile(consultant);
      await patient.click('Hang up');
      await expectNoPicture(consultant.page);
      await consultant.click('Hang up');
      await consultant.click('Call');
      await patient.hears('Incoming call from:');
      await patient.click('Accept');
      await meet(patient, consultant);
    });

    test('declines, and both are free for the next call, which ends when one leaves', async ({ callers }) => {
      const { patient, consultant } = await openBoth(callers, path);
      await patient.click('Call');
      await consultant.hears('Incoming call from:');
      await consultant.click('Decline');
      await patient.hears('Call rejected: Busy');
      expect(await countPeers(patient.page)).toMatchObject({ open: 0 });
      await bothSilent(patient, consultant);

      await patient.click('Call');
      await expect(consultant.said('Incoming call from:')).toHaveCount(2);
      await consultant.click('Accept');
      await meet(patient, consultant);
      await consultant.click('Leave');
      await patient.hears('Call ended by:');
      await expectNoPicture(patient.page);
    });
  });
}

async function bothSilent(...callers: DocumentedCaller[]): Promise<void> {
  for (const { page } of callers) await expect.poll(() => tonesSounding(page)).toEqual([]);
}

async function meet(patient: DocumentedCaller, consultant: DocumentedCaller): Promise<void> {
  await Promise.all([
    expectToMeet(patient.page, consultant.caller.media),
    expectToMeet(consultant.page, patient.caller.media),
  ]);
}

/** Longer than the two seconds in which a second call from the same side is taken for a double click. */
async function talkAWhile({ page }: DocumentedCaller): Promise<void> {
  const secondsShown = () => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);
  await expect.poll(secondsShown).toBeGreaterThan(2.5);
}

async function openBoth({ pair, patient, consultant }: Callers, path: string) {
  const [first, second] = await Promise.all([
    openDocumented(path, patient, consultant, pair),
    openDocumented(path, consultant, patient, pair),
  ]);
  return { patient: first, consultant: second };
}
