import { ChatError, type OwnEmail } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useSubmit } from '../forms/use-submit.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Notice } from '../ui/notice.tsx';
import { Door } from './door.tsx';
import { leaveMailLink, type MailLink } from './mail-link.ts';
import { TooOld } from './too-old.tsx';
import { recoveryWords } from './words.ts';

/** The own address, where it is confirmed and no other one waits for its mail. */
const confirmedOf = ({ email, verified, pending }: OwnEmail) =>
  verified && pending === null ? (email ?? undefined) : undefined;

/** Where links lead that say whose an address is. A click is asked for: scanners of mails open every link. */
export function AddressPage({ errand, token }: MailLink) {
  const words = useWords(recoveryWords);
  const { session } = useChatClient();
  const [outcome, setOutcome] = useState<'done' | 'too-old' | { readonly confirmed: string }>();
  const isRestoring = errand === 'restore';
  const { isBusy, fault, onSubmit } = useSubmit<never>({
    check: () => ({}),
    send: async () => {
      try {
        await session.verifyEmail(token);
        setOutcome('done');
      } catch (thrown) {
        if (!(thrown instanceof ChatError) || thrown.code !== 'link_expired') throw thrown;
        // Whoever opens the link of the mail a second time has done with it what it was for.
        const confirmed = isRestoring
          ? undefined
          : await session.readEmail().then(confirmedOf, () => undefined);
        setOutcome(confirmed === undefined ? 'too-old' : { confirmed });
      }
    },
  });
  const title = isRestoring ? words.restoreTitle : words.openTitle;

  if (outcome === 'too-old') {
    const next = isRestoring ? { text: words.toApp, path: '/' } : { text: words.newMail, path: '/settings' };
    return (
      <Door title={title}>
        <TooOld next={next} />
      </Door>
    );
  }
  if (outcome !== undefined) {
    return (
      <Door title={title}>
        <div className="mt-6 grid gap-5">
          <Notice tone="calm" icon={CircleCheck} role="status">
            {outcome === 'done'
              ? isRestoring
                ? words.restored
                : words.verified
              : words.verifiedBefore(outcome.confirmed)}
          </Notice>
          <Button look="primary" size="large" onClick={() => leaveMailLink(isRestoring ? '/?forgot' : '/')}>
            {isRestoring ? words.chooseNew : words.toApp}
          </Button>
        </div>
      </Door>
    );
  }
  return (
    <Door title={title} lead={isRestoring ? words.restoreLead : words.verifyLead}>
      <form noValidate onSubmit={onSubmit} className="grid gap-5">
        <FaultNotice fault={fault} />
        <Button type="submit" look="primary" size="large" isBusy={isBusy}>
          {isRestoring ? words.restore : words.verify}
        </Button>
      </form>
    </Door>
  );
}
