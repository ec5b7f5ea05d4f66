import type { MessageStatus } from '@jiggy-care/client';
import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { classNames } from '../ui/class-names.ts';
import { conversationWords } from './words.ts';

const MARKS = {
  queued: Clock3,
  sending: Clock3,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: CircleAlert,
} as const;

/** How far an own message has come. */
export function DeliveryMark({ status }: { readonly status: MessageStatus }) {
  const words = useWords(conversationWords);
  const Mark = MARKS[status];
  return (
    <span data-status={status} title={words[status]} className="inline-grid">
      <Mark
        aria-hidden
        // Heavier once it is read: the colour alone would not tell everybody.
        strokeWidth={status === 'read' ? 3 : 2.2}
        className={classNames(
          'size-[0.95rem]',
          status === 'read' && 'text-read',
          status === 'failed' && 'text-danger',
        )}
      />
      <span className="sr-only">{words[status]}</span>
    </span>
  );
}
