import type { Conversation, MessageItem } from '@jiggy-care/client';
import { type MouseEvent, memo, useId, useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { classNames } from '../ui/class-names.ts';
import { isEmojiOnly } from './is-emoji-only.ts';
import { MessageStamp } from './message-stamp.tsx';
import { MessageText } from './message-text.tsx';
import { MessageTimes } from './message-times.tsx';
import { conversationWords } from './words.ts';

interface Props {
  readonly conversation: Conversation;
  readonly item: MessageItem;
  readonly otherName: string;
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
  /** See `MessageStamp`. */
  readonly isTabStop: boolean;
}

export const MessageBubble = memo(function MessageBubble({
  conversation,
  item,
  otherName,
  startsGroup,
  endsGroup,
  isTabStop,
}: Props) {
  const words = useWords(conversationWords);
  const timesId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const { isOwn, status, content } = item;
  return (
    <div
      data-message={item.key}
      data-status={status}
      className={classNames(
        'flex flex-col px-4 sm:px-6',
        isOwn ? 'items-end' : 'items-start',
        endsGroup ? 'pb-3' : 'pb-[3px]',
      )}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a larger target for what its button does */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys have the button */}
      <div
        onClick={(event) => {
          if (item.id !== undefined && isPlainTap(event)) setIsOpen(!isOpen);
        }}
        className={classNames(
          'max-w-[min(86%,34rem)] rounded-[1.125rem] px-3.5 py-2 shadow-near',
          isOwn ? 'bg-own text-own-ink' : 'border border-line bg-raised',
          isOwn && !startsGroup && 'rounded-tr-md',
          isOwn && !endsGroup && 'rounded-br-md',
          !isOwn && !startsGroup && 'rounded-tl-md',
          !isOwn && !endsGroup && 'rounded-bl-md',
          status === 'failed' && 'ring-2 ring-danger',
        )}
      >
        <span className="sr-only">{isOwn ? words.you : <NameIn name={otherName} />}: </span>
        <div dir="auto" className="whitespace-pre-wrap text-[0.9688rem] leading-[1.4375rem] wrap-anywhere">
          <bdi data-text className={isEmojiOnly(content) ? 'text-[2.25rem] leading-[2.875rem]' : undefined}>
            <MessageText text={content} />
          </bdi>
          <MessageStamp
            item={item}
            isTabStop={isTabStop}
            timesId={timesId}
            isOpen={isOpen}
            onToggle={() => setIsOpen(!isOpen)}
          />
        </div>
      </div>
      {isOpen && <MessageTimes id={timesId} item={item} />}
      {status === 'failed' && <Failure conversation={conversation} item={item} />}
    </div>
  );
});

/** Neither on something of its own, as a link, nor the end of marking text. */
function isPlainTap({ target }: MouseEvent): boolean {
  return (target as Element).closest('a, button') === null && getSelection()?.isCollapsed !== false;
}

function Failure({ conversation, item }: Pick<Props, 'conversation' | 'item'>) {
  const words = useWords(conversationWords);
  const faultText = useFaultText();
  const action = 'min-h-8 rounded-lg px-2 font-semibold underline underline-offset-2 hover:bg-danger-soft';
  return (
    <div className="mt-1 flex max-w-[34rem] flex-wrap items-center justify-end gap-x-1 text-danger text-xs">
      <span>
        {words.failed} {item.failure && faultText(item.failure)}
      </span>
      <span className="flex">
        <button type="button" className={action} onClick={() => conversation.retry(item.key)}>
          {words.retry}
        </button>
        <button type="button" className={action} onClick={() => conversation.discard(item.key)}>
          {words.discard}
        </button>
      </span>
    </div>
  );
}
