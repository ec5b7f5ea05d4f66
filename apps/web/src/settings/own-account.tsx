import type { OwnEmail } from '@jiggy-care/client';
import { CircleAlert, MailCheck } from 'lucide-react';
import { useOwnEmail } from '../confirm-email/use-own-email.ts';
import { useSendVerification } from '../confirm-email/use-send-verification.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { EmailForm } from './email-form.tsx';
import { NameForm } from './name-form.tsx';
import { ownWords } from './own-words.ts';

/** Name and e-mail address, and whether that is known to be theirs. */
export function OwnAccount() {
  const words = useWords(ownWords);
  // Without an answer the address is as the card above says.
  const { own, load } = useOwnEmail();
  if (own?.changeable === false) return <p className="text-ink-soft text-sm">{words.elsewhere}</p>;
  return (
    <div className="grid gap-8">
      <NameForm />
      <div className="grid gap-4">
        {own && <Standing own={own} />}
        <EmailForm onAsked={load} />
      </div>
    </div>
  );
}

function Standing({ own: { email, verified, pending } }: { readonly own: OwnEmail }) {
  const words = useWords(ownWords);
  return (
    <>
      <p className="text-sm">
        <span className="font-semibold">{words.email}:</span> <bdi>{email}</bdi>
        {verified && <span className="text-ink-soft"> · {words.verified}</span>}
      </p>
      {pending !== null && (
        <Notice tone="calm" icon={MailCheck} role="status">
          {words.pending(pending)}
        </Notice>
      )}
      {!verified && pending === null && <Unverified />}
    </>
  );
}

function Unverified() {
  const words = useWords(ownWords);
  const faultText = useFaultText();
  const { sending, fault, send } = useSendVerification();
  return (
    <Notice tone="warning" icon={CircleAlert} role="status">
      <p>{sending === 'done' ? words.sent : words.unverified}</p>
      {fault !== undefined && <p className="mt-1">{faultText(fault)}</p>}
      {sending !== 'done' && (
        <Button className="mt-3" isBusy={sending === 'now'} onClick={send}>
          {words.sendAgain}
        </Button>
      )}
    </Notice>
  );
}
