import { PhoneMissed } from 'lucide-react';
import { Link } from 'wouter';
import { CallButtons } from '../calls/call-buttons.tsx';
import type { PastCall } from '../calls/past-call.ts';
import { useCallPeople } from '../calls/use-call-people.ts';
import { usePastCallText } from '../calls/use-past-call-text.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useNameText } from '../people/use-role-mark.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ToastFrame } from './toast-frame.tsx';
import { noticeWords } from './words.ts';

/** Longer than a message: someone wanted to talk, and there is something to do about it. */
const SHOWN_MS = 15_000;

interface Props {
  readonly call: PastCall;
  readonly onClose: () => void;
}

export function MissedToast({ call, onClose }: Props) {
  const words = useWords(noticeWords);
  const nameText = useNameText();
  const format = useFormat();
  const other = useCallPeople()(call);
  const { title } = usePastCallText()(call);
  return (
    <ToastFrame shownMs={SHOWN_MS} onClose={onClose}>
      <Link
        href={`/c/${call.conversationId}`}
        onClick={onClose}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-2xl py-3.5 pl-3.5"
      >
        <Avatar id={other.id} name={other.name} />
        <span className="min-w-0 flex-1">
          <span className="sr-only">{words.open(nameText(other.name))}. </span>
          <span className="flex items-baseline gap-2">
            <span className="truncate font-semibold text-sm">
              <PersonName name={other.name} />
            </span>
            <span className="shrink-0 text-2xs text-ink-faint tabular-nums">
              {format.brief(new Date(call.at))}
            </span>
          </span>
          <span className="flex items-start gap-1.5 font-medium text-clay text-xs">
            <PhoneMissed aria-hidden className="mt-0.5 size-3.5 shrink-0" />
            {title}
          </span>
        </span>
      </Link>
      <div className="shrink-0 pr-12 pl-1">
        <CallButtons conversationId={call.conversationId} other={other} types={[call.type]} />
      </div>
    </ToastFrame>
  );
}
