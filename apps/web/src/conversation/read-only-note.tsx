import { CalendarX2 } from 'lucide-react';
import { Link } from 'wouter';
import { useWords } from '../i18n/words.ts';
import { useAccount } from '../session/use-account.ts';
import { Notice } from '../ui/notice.tsx';
import { conversationWords } from './words.ts';

/** Stands where one would write. */
export function ReadOnlyNote() {
  const words = useWords(conversationWords);
  const { role } = useAccount();
  return (
    <div className="mx-auto w-full max-w-[64rem] shrink-0 px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-5 sm:pb-5">
      <Notice tone="warning" icon={CalendarX2}>
        {words.readOnly}{' '}
        {role === 'patient' && (
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
