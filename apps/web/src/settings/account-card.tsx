import { useChatClient, useStore } from '@jiggy-care/client/react';
import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { useAccount } from '../session/use-account.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { settingsWords } from './words.ts';

/** Who one is here, and the way out. */
export function AccountCard() {
  const words = useWords(settingsWords);
  const account = useAccount();
  const { outbox, session } = useChatClient();
  const unsent = useStore(outbox.unsent);
  const [isAsking, setIsAsking] = useState(false);
  const signOut = () => session.signOut().catch(() => {});

  return (
    <section className="card flex flex-wrap items-center gap-4 p-5 sm:p-6">
      <Avatar id={account.id} name={account.name} size="large" />
      <div className="min-w-0 flex-[1_1_11rem]">
        <p className="truncate font-semibold text-lg tracking-tight">
          <bdi>{account.name}</bdi>
        </p>
        <p className="truncate text-ink-soft text-sm">{account.email}</p>
        <p className="text-ink-faint text-xs">{words.role[account.role]}</p>
      </div>
      <Button
        icon={LogOut}
        className="grow sm:grow-0"
        onClick={() => (outbox.hasUnsent ? setIsAsking(true) : signOut())}
      >
        {words.signOut}
      </Button>
      {isAsking && (
        <Dialog title={words.unsentTitle} closeLabel={words.close} onClose={() => setIsAsking(false)}>
          <p className="text-ink-soft text-sm">{words.unsent(unsent)}</p>
          <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <Button onClick={() => setIsAsking(false)}>{words.stay}</Button>
            <Button look="danger" onClick={signOut}>
              {words.signOutAnyway}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
