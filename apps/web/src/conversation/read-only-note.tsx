import { CalendarX2, CircleSlash } from 'lucide-react';
import { Link } from 'wouter';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { useAccount } from '../session/use-account.ts';
import { Notice } from '../ui/notice.tsx';
import { conversationWords } from './words.ts';

interface Props {
  /** One of the two has blocked the other; else the appointment was cancelled. */
  readonly isBlocked: boolean;
  readonly otherName: string;
}

/** Stands where one would write. */
export function ReadOnlyNote({ isBlocked, otherName }: Props) {
  const words = useWords(conversationWords);
  const { role } = useAccount();
  return (
    <div className="mx-auto w-full max-w-[64rem] shrink-0 px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-5 sm:pb-5">
      <Notice tone="warning" icon={isBlocked ? CircleSlash : CalendarX2}>
        {isBlocked ? (
          <NameIn text={role === 'patient' ? words.notAvailable : words.blocked} name={otherName} />
        ) : (
          words.readOnly
        )}{' '}
        {isBlocked && role === 'consultant' && (
          <Link href="/settings" className="whitespace-nowrap font-semibold underline underline-offset-2">
            {words.toBlocked}
          </Link>
        )}
        {!isBlocked && role === 'patient' && (
          <Link
            href="/appointments/new"
            className="whitespace-nowrap font-semibold underline underline-offset-2"
          >
            {words.bookAgain}
          </Link>
        )}
      </Notice>
    </div>
  );
}
