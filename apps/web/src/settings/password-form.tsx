import { ChatError } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { LIMITS } from '@jiggy-care/protocol/words';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useSubmit } from '../forms/use-submit.ts';
import { useWords } from '../i18n/words.ts';
import { useAccount } from '../session/use-account.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { PasswordField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { settingsWords } from './words.ts';

export function PasswordForm({ onChanged }: { readonly onChanged: () => void }) {
  const words = useWords(settingsWords);
  const account = useAccount();
  const { session } = useChatClient();
  // Counts the changes: another number empties the fields.
  const [changes, setChanges] = useState(0);
  const { isBusy, fault, faults, onSubmit } = useSubmit<'current' | 'fresh'>({
    check: (value) => ({
      ...(value('current') === '' ? { current: words.faults.current } : {}),
      ...([...value('fresh')].length < LIMITS.passwordMinChars ? { fresh: words.faults.short } : {}),
    }),
    send: async (value) => {
      await session.changePassword(value('current'), value('fresh'));
      setChanges((count) => count + 1);
      onChanged();
    },
    place: (thrown) => {
      if (!(thrown instanceof ChatError)) return undefined;
      if (thrown.code === 'wrong_credentials') return { current: words.faults.wrong };
      if (thrown.code === 'validation_failed') return { fresh: words.faults.common };
      return undefined;
    },
  });
  const toggles = { showLabel: words.show, hideLabel: words.hide };

  return (
    <form key={changes} noValidate onSubmit={onSubmit} className="grid gap-4">
      {/* Lets a password manager know whose password changes. */}
      <input type="text" name="username" autoComplete="username" value={account.email} readOnly hidden />
      <PasswordField
        {...toggles}
        label={words.currentPassword}
        name="current"
        autoComplete="current-password"
        error={faults.current}
      />
      <PasswordField
        {...toggles}
        label={words.newPassword}
        name="fresh"
        autoComplete="new-password"
        hint={words.newPasswordHint}
        error={faults.fresh}
      />
      <FaultNotice fault={fault} />
      {changes > 0 && !isBusy && !fault && Object.keys(faults).length === 0 && (
        <Notice tone="calm" icon={CircleCheck} role="status">
          {words.changed}
        </Notice>
      )}
      <Button type="submit" isBusy={isBusy} className="justify-self-start">
        {words.change}
      </Button>
    </form>
  );
}
