import { ChatError } from '@jiggy-care/client';
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

/** Where links lead that say whose an address is. A click is asked for: scanners of mails open every link. */
export function AddressPage({ errand, token }: MailLink) {
  const words = useWords(recoveryWords);
  const { session } = useChatClient();
  const [outcome, setOutcome] = useState<'done' | 'too-old'>();
  const isRestoring = errand === 'restore';
  const { isBusy, fault, onSubmit } = useSubmit<never>({
    check: () => ({}),
    send: async () => {
      await session.verifyEmail(token);
      setOutcome('done');
    },
    place: (thrown) => {
      if (thrown instanceof ChatError && thrown.code === 'link_expired') setOutcome('too-old');
      return undefined;
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
  if (outcome === 'done') {
    return (
      <Door title={title}>
        <div className="mt-6 grid gap-5">
          <Notice tone="calm" icon={CircleCheck} role="status">
            {isRestoring ? words.restored : words.verified}
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
