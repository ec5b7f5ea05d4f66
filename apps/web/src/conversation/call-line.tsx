import type { Conversation } from '@jiggy-care/client';
import { useConnection, useStore } from '@jiggy-care/client/react';
import { Phone, PhoneMissed, Video } from 'lucide-react';
import { memo } from 'react';
import { CallButtons } from '../calls/call-buttons.tsx';
import { isMissed } from '../calls/ending.ts';
import type { PastCall } from '../calls/past-call.ts';
import { useRunningCall } from '../calls/use-call.ts';
import { usePastCallText } from '../calls/use-past-call-text.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { classNames } from '../ui/class-names.ts';
import { conversationWords } from './words.ts';

interface Props {
  readonly call: PastCall;
  readonly conversation: Conversation;
  readonly otherName: string;
}

/** A call between the messages, on the side of the one who called, with the way to call again. */
export const CallLine = memo(function CallLine({ call, conversation, otherName }: Props) {
  const words = useWords(conversationWords);
  const format = useFormat();
  const text = usePastCallText()(call);
  const { canWrite } = useStore(conversation.writability);
  const isInCall = useRunningCall() !== undefined;
  const isOffline = useConnection().status === 'offline';
  // What cannot be done now is said where one calls from: at the head of the conversation.
  const canCall = canWrite && !isInCall && !isOffline;
  const missed = isMissed(call.ending);
  const Icon = call.type === 'video' ? Video : missed ? PhoneMissed : Phone;
  const when = new Date(call.at);
  return (
    <div
      data-call={call.id}
      className={classNames('flex px-4 pb-3 sm:px-6', call.direction === 'outgoing' && 'justify-end')}
    >
      <div
        className={classNames(
          'flex min-h-[3.625rem] max-w-[min(92%,34rem)] items-center gap-2.5 rounded-[1.125rem] border border-line bg-surface py-1.5 pl-3',
          canCall ? 'pr-1.5' : 'pr-4',
        )}
      >
        <span
          className={classNames(
            'grid size-9 shrink-0 place-items-center rounded-full',
            missed ? 'bg-clay-soft text-clay' : 'bg-sunken text-ink-soft',
          )}
        >
          <Icon aria-hidden className="size-[1.15rem]" strokeWidth={2} />
        </span>
        <div className="min-w-0 py-0.5">
          <span className="sr-only">
            {call.direction === 'outgoing' ? words.you : <NameIn name={otherName} />}:{' '}
          </span>
          <p className={classNames('text-sm leading-5', missed ? 'font-semibold text-clay' : 'font-medium')}>
            {text.title}
          </p>
          <p className="text-2xs text-ink-faint tabular-nums">
            {text.detail} ·{' '}
            <time dateTime={when.toISOString()} title={`${format.fullDay(when)}, ${format.time(when)}`}>
              {format.time(when)}
            </time>
          </p>
        </div>
        {canCall && <CallButtons conversationId={conversation.id} types={[call.type]} />}
      </div>
    </div>
  );
});
