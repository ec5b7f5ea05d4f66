import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { useServerFacts } from '../session/server-facts.ts';
import { useAccount } from '../session/use-account.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { putAway } from './put-away.ts';
import { useOwnEmail } from './use-own-email.ts';
import { useSendVerification } from './use-send-verification.ts';
import { confirmWords } from './words.ts';

/** A line for whoever has not opened the link in the mail that a new account is sent. It can be put away for some days. */
export function ConfirmEmail() {
  const { id } = useAccount();
  const [isAway, setIsAway] = useState(() => putAway.isSo(id, Date.now()));
  if (isAway) return null;
  const onPutAway = () => {
    putAway.set(id, Date.now());
    setIsAway(true);
  };
  return <WhereUnconfirmed onPutAway={onPutAway} />;
}

interface Props {
  readonly onPutAway: () => void;
}

function WhereUnconfirmed({ onPutAway }: Props) {
  const { own, load } = useOwnEmail();
  // Whoever has another address in mind is asked to open that mail, in the settings.
  const isUnconfirmed = own?.changeable && !own.verified && own.email !== null && own.pending === null;
  return isUnconfirmed ? <Unconfirmed onPutAway={onPutAway} onSettled={load} /> : null;
}

/** @param onSettled it may be confirmed by now */
function Unconfirmed({ onPutAway, onSettled }: Props & { readonly onSettled: () => void }) {
  const words = useWords(confirmWords);
  const faultText = useFaultText();
  const { mail } = useServerFacts();
  const { sending, fault, send } = useSendVerification();
  useEffect(() => {
    // The link is opened in another tab, or on another device.
    const look = () => document.visibilityState === 'visible' && onSettled();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [onSettled]);
  useEffect(() => {
    if (fault !== undefined) onSettled();
  }, [fault, onSettled]);
  if (!mail) return null;

  return (
    <section
      aria-label={words.region}
      className="flex shrink-0 items-center gap-2 border-line border-t py-1 pr-1 pl-5 text-ink-soft text-xs"
    >
      <p role="status" className="min-w-0 flex-1">
        {fault === undefined ? (sending === 'done' ? words.sent : words.unconfirmed) : faultText(fault)}
      </p>
      {sending !== 'done' && (
        <Button
          look="quiet"
          size="small"
          className="shrink-0 px-2! text-accent!"
          isBusy={sending === 'now'}
          onClick={send}
        >
          {words.sendAgain}
        </Button>
      )}
      <IconButton icon={X} label={words.notNow} onClick={onPutAway} />
    </section>
  );
}
