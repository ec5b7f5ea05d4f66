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
import { TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { ownWords } from './own-words.ts';

export function NameForm() {
  const words = useWords(ownWords);
  const { name } = useAccount();
  const { session } = useChatClient();
  const [isSaved, setIsSaved] = useState(false);
  const { isBusy, fault, faults, onSubmit } = useSubmit<'name'>({
    check: (value) => (value('name').trim() === '' ? { name: words.faults.name } : {}),
    send: async (value) => {
      setIsSaved(false);
      await session.rename(value('name').trim());
      setIsSaved(true);
    },
    place: (thrown) =>
      thrown instanceof ChatError && thrown.code === 'validation_failed'
        ? { name: words.faults.name }
        : undefined,
  });
  return (
    <form noValidate onSubmit={onSubmit} className="grid gap-4">
      <TextField
        label={words.name}
        name="name"
        autoComplete="name"
        maxLength={LIMITS.nameChars}
        defaultValue={name}
        hint={words.nameHint}
        error={faults.name}
        required
      />
      <FaultNotice fault={fault} />
      {isSaved && !isBusy && !fault && (
        <Notice tone="calm" icon={CircleCheck} role="status">
          {words.nameSaved}
        </Notice>
      )}
      <Button type="submit" isBusy={isBusy} className="justify-self-start">
        {words.saveName}
      </Button>
    </form>
  );
}
