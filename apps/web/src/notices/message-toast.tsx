import type { Arrival } from '@jiggy-care/client';
import { Link } from 'wouter';
import { useWords } from '../i18n/words.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ToastFrame } from './toast-frame.tsx';
import { noticeWords } from './words.ts';

const SHOWN_MS = 7000;

interface Props {
  readonly arrival: Arrival;
  readonly onClose: () => void;
}

export function MessageToast({ arrival: { entry, message }, onClose }: Props) {
  const words = useWords(noticeWords);
  return (
    <ToastFrame shownMs={SHOWN_MS} onClose={onClose}>
      <Link
        href={`/c/${entry.id}`}
        onClick={onClose}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-2xl p-3.5 pr-12"
      >
        <Avatar id={entry.other.id} name={entry.other.name} />
        <span className="min-w-0">
          <span className="sr-only">{words.open(entry.other.name)}. </span>
          <span className="block truncate font-semibold text-sm">{entry.other.name}</span>
          <bdi className="block truncate text-ink-soft text-xs">{message.content}</bdi>
        </span>
      </Link>
    </ToastFrame>
  );
}
