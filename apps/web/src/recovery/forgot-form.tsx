import { useChatClient } from '@jiggy-care/client/react';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { useSubmit } from '../forms/use-submit.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { recoveryWords } from './words.ts';

interface Props {
  /** What was typed before the password was found to be forgotten. */
  readonly email: string;
  readonly onBack: () => void;
}

/** Asks for the mail with which one chooses a new password. */
export function ForgotForm({ email: typed, onBack }: Props) {
  const words = useWords(recoveryWords);
  const { session } = useChatClient();
  const [sentTo, setSentTo] = useState<string>();
  const { isBusy, fault, faults, onSubmit } = useSubmit<'email'>({
    check: (value) => (value('email').includes('@') ? {} : { email: words.faults.email }),
    send: async (value) => {
      const email = value('email').trim();
      await session.forgotPassword(email);
      setSentTo(email);
    },
  });

  return (
    <div className="grid gap-5">
      {sentTo === undefined ? (
        <form noValidate onSubmit={onSubmit} className="grid gap-5">
          <FaultNotice fault={fault} />
          <TextField
            label={words.email}
            name="email"
            type="email"
            inputMode="email"
            autoComplete="username"
            defaultValue={typed}
            error={faults.email}
            required
          />
          <Button type="submit" look="primary" size="large" isBusy={isBusy}>
            {words.send}
          </Button>
        </form>
      ) : (
        <>
          <Notice tone="calm" icon={MailCheck} role="status">
            {words.sent(sentTo)}
          </Notice>
          <Button onClick={() => setSentTo(undefined)}>{words.sendAgain}</Button>
        </>
      )}
      <Button onClick={onBack}>{words.toSignIn}</Button>
    </div>
  );
}
