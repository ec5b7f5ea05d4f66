import type { Conversation, MessageItem } from '@jiggy-care/client';
import { memo } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { classNames } from '../ui/class-names.ts';
import { DeliveryMark } from './delivery-mark.tsx';
import { isEmojiOnly } from './is-emoji-only.ts';
import { MessageText } from './message-text.tsx';
import { conversationWords } from './words.ts';

interface Props {
  readonly conversation: Conversation;
  readonly item: MessageItem;
  readonly otherName: string;
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
}

export const MessageBubble = memo(function MessageBubble({
  conversation,
  item,
  otherName,
  startsGroup,
  endsGroup,
}: Props) {
  const words = useWords(conversationWords);
  const format = useFormat();
  const { isOwn, status, content } = item;
  const when = new Date(item.createdAt);
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
      <div
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
          <span
            dir="ltr"
            className={classNames(
              'float-right mt-1.5 -mb-0.5 ml-3 flex items-center gap-1 text-[0.6875rem] tabular-nums leading-4',
              isOwn ? 'text-own-faint' : 'text-ink-faint',
            )}
          >
            <time dateTime={item.createdAt} title={`${format.fullDay(when)}, ${format.time(when)}`}>
              {format.time(when)}
            </time>
            {isOwn && <DeliveryMark status={status} />}
          </span>
        </div>
      </div>
      {status === 'failed' && <Failure conversation={conversation} item={item} />}
    </div>
  );
});

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
