import { expect, test } from 'vitest';
import { Mailbox } from '../support/mailbox.ts';
import { signUp } from '../support/people.ts';
import { createDatabase, startTestServer } from '../support/test-server.ts';

/** A mail server that says nothing is waited for that long. */
const SILENCE_MS = 20_000;

test('a mail server that hangs holds up no stop, and has the mail from the next start', async () => {
  const mailbox = await Mailbox.open();
  const database = await createDatabase();
  mailbox.isMute = true;
  const first = await startTestServer(mailbox.settings, database);
  const { email } = await signUp(first, 'patient');
  const { messageId } = await mailbox.next(email);
  const stoppedAt = performance.now();
  await first.close();
  expect(performance.now() - stoppedAt).toBeLessThan(SILENCE_MS / 2);

  mailbox.isMute = false;
  const next = await startTestServer(mailbox.settings, database);
  expect((await mailbox.next(email, 2)).messageId).toBe(messageId);
  const failures = next.database.pool.query('select failures from jobs where failures > 0');
  expect((await failures).rows).toEqual([]);
  await next.close();
  await database.remove();
  await mailbox.close();
});
