import { ChatError } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { LIMITS } from '@jiggy-care/protocol/words';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useSubmit } from '../forms/use-submit.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { PasswordField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Door } from './door.tsx';
import { leaveMailLink } from './mail-link.ts';
import { TooOld } from './too-old.tsx';
import { recoveryWords } from './words.ts';

/** Where the link leads that somebody has asked for who has forgotten the password. */
export function ResetPage({ token }: { readonly token: string }) {
  const words = useWords(recoveryWords);
  const { session } = useChatClient();
  const [outcome, setOutcome] = useState<'done' | 'too-old'>();
  const { isBusy, fault, faults, onSubmit } = useSubmit<'fresh'>({
    check: (value) =>
      [...value('fresh')].length < LIMITS.passwordMinChars ? { fresh: words.faults.short } : {},
    send: async (value) => {
      await session.resetPassword(token, value('fresh'));
      setOutcome('done');
    },
    place: (thrown) => {
      if (!(thrown instanceof ChatError)) return undefined;
      if (thrown.code === 'link_expired') setOutcome('too-old');
      return thrown.code === 'validation_failed' ? { fresh: words.faults.common } : undefined;
    },
  });

  if (outcome === 'too-old') {
    return (
      <Door title={words.resetTitle}>
        <TooOld next={{ text: words.newMail, path: '/?forgot' }} />
      </Door>
    );
  }
  if (outcome === 'done') {
    return (
      <Door title={words.resetTitle}>
        <div className="mt-6 grid gap-5">
          <Notice tone="calm" icon={CircleCheck} role="status">
            {words.resetDone}
          </Notice>
          <Button look="primary" size="large" onClick={() => leaveMailLink()}>
            {words.toApp}
          </Button>
        </div>
      </Door>
    );
  }
  return (
    <Door title={words.resetTitle} lead={words.resetLead}>
      <form noValidate onSubmit={onSubmit} className="grid gap-5">
        <FaultNotice fault={fault} />
        <PasswordField
          label={words.newPassword}
          name="fresh"
          autoComplete="new-password"
          showLabel={words.show}
          hideLabel={words.hide}
          hint={words.newPasswordHint}
          error={faults.fresh}
          required
        />
        <Button type="submit" look="primary" size="large" isBusy={isBusy}>
          {words.reset}
        </Button>
      </form>
    </Door>
  );
}
