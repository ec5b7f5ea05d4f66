import type { MessageItem } from '@jiggy-care/client';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { classNames } from '../ui/class-names.ts';
import { DeliveryMark } from './delivery-mark.tsx';
import { conversationWords } from './words.ts';

interface Props {
  readonly item: MessageItem;
  /** Whether the tabulator leads here; the arrows lead from one message to the next. */
  readonly isTabStop: boolean;
  /** Where its times stand while they are shown. */
  readonly timesId: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** When a message was written and how far it has come; of a stored one it opens all of its times. */
export function MessageStamp({ item, isTabStop, timesId, isOpen, onToggle }: Props) {
  const words = useWords(conversationWords);
  const format = useFormat();
  const { isOwn, status, createdAt, id } = item;
  const when = new Date(createdAt);
  const look = classNames(
    'float-right mt-1.5 -mb-0.5 ml-3 flex items-center gap-1 text-[0.6875rem] tabular-nums leading-4',
    isOwn ? 'text-own-faint' : 'text-ink-faint',
  );
  const stamp = (
    <>
      <time dateTime={createdAt} title={`${format.fullDay(when)}, ${format.time(when)}`}>
        {format.time(when)}
      </time>
      {isOwn && <DeliveryMark status={status} />}
    </>
  );
  if (id === undefined) {
    return (
      <span dir="ltr" className={look}>
        {stamp}
      </span>
    );
  }
  return (
    <button
      type="button"
      dir="ltr"
      data-stamp
      tabIndex={isTabStop ? 0 : -1}
      aria-expanded={isOpen}
      aria-controls={isOpen ? timesId : undefined}
      onClick={onToggle}
      className={classNames(
        look,
        'relative rounded-sm before:absolute before:-inset-x-1.5 before:-inset-y-1',
      )}
    >
      {stamp}
      <span className="sr-only">{words.times}</span>
    </button>
  );
}
