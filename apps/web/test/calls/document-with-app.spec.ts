import { openConversation } from '../support/app.ts';
import {
  accept,
  button,
  canReachOther,
  ending,
  hangUp,
  incoming,
  meet,
  placeCall,
  stage,
} from '../support/call-screens.ts';
import { expect, test } from '../support/callers.ts';
import { documentedClients, openDocumented } from '../support/documented-caller.ts';
import { countPeers } from '../support/peers.ts';
import { expectSilence, look } from '../support/remote-media.ts';
import { tonesSounding } from '../support/tones.ts';

for (const { name, path, tag } of documentedClients) {
  test.describe(name, () => {
    test('calls the app, and both see and hear each other; leaving ends it', { tag }, async ({ callers }) => {
      const { pair, patient, consultant } = callers;
      const documented = await openDocumented(path, patient, consultant, pair);
      await openConversation(consultant.page, pair.conversationId, consultant.app);
      await canReachOther(consultant.page);
      await documented.click('Call');
      await expect(incoming(consultant.page)).toContainText('Video call');
      expect(await look(consultant.page)).toEqual({ colour: 'none', isMoving: false });
      await accept(consultant);
      await meet(patient, consultant);
      await expect.poll(() => tonesSounding(patient.page)).toEqual([]);

      // it sends no word of what is on: what the tracks say counts
      await expect(stage(consultant.page)).not.toContainText('camera is off');
      await expect(stage(consultant.page)).not.toContainText('is muted');
      await button(consultant.page, 'Mute').click();
      await expectSilence(patient.page);
      await documented.click('Leave');
      await expect(ending(consultant.page, /ended the call/)).toBeVisible();
      expect(await countPeers(consultant.page)).toEqual({ made: 1, open: 0 });
    });

    test('is called by the app, declines, is called again, and both see and hear each other', async ({
      callers,
    }) => {
      const { pair, patient, consultant } = callers;
      const documented = await openDocumented(path, consultant, patient, pair);
      await openConversation(patient.page, pair.conversationId, patient.app);
      await canReachOther(patient.page);
      await placeCall(patient);
      await documented.hears('Incoming call from:');
      await documented.click('Decline');
      // busy is what the server says; its word for a decline is text like any other
      await expect(ending(patient.page, 'Dr. Noor Vance cannot talk now')).toBeVisible();

      await button(patient.page, 'Call again').click();
      await expect(documented.said('Incoming call from:')).toHaveCount(2);
      await documented.click('Accept');
      await meet(patient, consultant);
      await hangUp(patient.page);
      await documented.hears('Call ended by:');
      await expect.poll(() => tonesSounding(consultant.page)).toEqual([]);
    });
  });
}
