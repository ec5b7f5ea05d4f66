import type { Arrival } from '@jiggy-care/client';
import { Link } from 'wouter';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useNameText } from '../people/use-role-mark.ts';
import { Avatar } from '../ui/avatar.tsx';
import { excerpt } from '../ui/excerpt.ts';
import { ToastFrame } from './toast-frame.tsx';
import { noticeWords } from './words.ts';

const SHOWN_MS = 7000;
/** More than one line of it ever holds. */
const SHOWN_CHARS = 200;

interface Props {
  readonly arrival: Arrival;
  readonly onClose: () => void;
}

export function MessageToast({ arrival: { entry, message }, onClose }: Props) {
  const words = useWords(noticeWords);
  const nameText = useNameText();
  return (
    <ToastFrame shownMs={SHOWN_MS} onClose={onClose}>
      <Link
        href={`/c/${entry.id}`}
        onClick={onClose}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-2xl p-3.5 pr-12"
      >
        <Avatar id={entry.other.id} name={entry.other.name} />
        <span className="min-w-0">
          <span className="sr-only">{words.open(nameText(entry.other.name))}. </span>
          <span className="block truncate font-semibold text-sm">
            <PersonName name={entry.other.name} />
          </span>
          <bdi className="block truncate text-ink-soft text-xs">{excerpt(message.content, SHOWN_CHARS)}</bdi>
        </span>
      </Link>
    </ToastFrame>
  );
}
