import type { Executor } from '../database/database.ts';
import type { Facts } from '../facts/facts.ts';
import type { NewJob } from '../jobs/job.ts';
import type { Notice } from './letters.ts';
import type { MailTokens } from './mail-tokens.repository.ts';

/** The kind of jobs that mail about accounts. */
export const ACCOUNT_MAIL = 'account-mail';

/**
 * What follows from a new password and from a deleted account, in the transaction that makes it so: links that nobody is to
 * open any more end, and the owner is told. Also an operator's command needs it.
 *
 * @param addJobs nothing where no mails are sent
 * @source protocol P2.38, P2.40
 */
export function recordAccountChanges(
  facts: Facts,
  tokens: MailTokens,
  addJobs: ((tx: Executor, jobs: readonly NewJob[]) => Promise<void>) | undefined,
): void {
  facts.recordWith('password.changed', async (tx, changed) => {
    // Whoever knew the old password may have asked for another address, and would take the account with it.
    await tokens.txForget(tx, idsOf(changed), ['verify', 'reset']);
    const jobs = changed.map(({ userId, isGivenBack }) => {
      const matter: Notice = isGivenBack ? 'given-back' : 'password-changed';
      return { kind: ACCOUNT_MAIL, payload: { matter, userId } };
    });
    await addJobs?.(tx, jobs);
  });
  facts.recordWith('account.deleted', (tx, deleted) =>
    tokens.txForget(tx, idsOf(deleted), ['verify', 'reset', 'restore']),
  );
}

const idsOf = (facts: readonly { readonly userId: string }[]) => facts.map(({ userId }) => userId);
