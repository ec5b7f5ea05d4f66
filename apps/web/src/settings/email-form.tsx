import { ChatError } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { useState } from 'react';
import { useSubmit } from '../forms/use-submit.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { ownWords } from './own-words.ts';

/** Asks for another address; it is that of the account once the link in the mail to it is opened. */
export function EmailForm({ onAsked }: { readonly onAsked: () => void }) {
  const words = useWords(ownWords);
  const faultText = useFaultText();
  const { session } = useChatClient();
  const [times, setTimes] = useState(0);
  const { isBusy, fault, faults, onSubmit } = useSubmit<'newEmail' | 'emailPassword'>({
    check: (value) => ({
      ...(value('newEmail').includes('@') ? {} : { newEmail: words.faults.email }),
      ...(value('emailPassword') === '' ? { emailPassword: words.faults.password } : {}),
    }),
    send: async (value) => {
      await session.changeEmail(value('newEmail').trim(), value('emailPassword'));
      setTimes((count) => count + 1);
      onAsked();
    },
    place: (thrown) => {
      if (!(thrown instanceof ChatError)) return undefined;
      if (thrown.code === 'wrong_credentials') return { emailPassword: words.faults.wrong };
      if (thrown.code === 'email_taken') return { newEmail: faultText(thrown) };
      if (thrown.code === 'validation_failed') return { newEmail: words.faults.email };
      return undefined;
    },
  });
  return (
    <form key={times} noValidate onSubmit={onSubmit} className="grid gap-4">
      <TextField
        label={words.newEmail}
        name="newEmail"
        type="email"
        inputMode="email"
        autoComplete="email"
        error={faults.newEmail}
      />
      <PasswordField
        label={words.password}
        name="emailPassword"
        autoComplete="current-password"
        showLabel={words.show}
        hideLabel={words.hide}
        error={faults.emailPassword}
      />
      <FaultNotice fault={fault} />
      <Button type="submit" isBusy={isBusy} className="justify-self-start">
        {words.changeEmail}
      </Button>
    </form>
  );
}
