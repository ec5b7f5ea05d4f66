import type { MessageItem } from '@jiggy-care/client';
import { useServerNow } from '../bookings/server-clock.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { conversationWords } from './words.ts';

interface Props {
  readonly id: string;
  readonly item: MessageItem;
}

/** Since when a message is sent, delivered and read, as far as it is known. */
export function MessageTimes({ id, item: { createdAt, deliveredAt, readAt } }: Props) {
  const words = useWords(conversationWords);
  const format = useFormat();
  const now = useServerNow();
  const steps = [
    { step: words.sent, at: createdAt },
    { step: words.delivered, at: deliveredAt },
    { step: words.read, at: readAt },
  ];
  return (
    <dl
      id={id}
      aria-label={words.times}
      data-times
      className="mt-1 mb-1.5 grid animate-fade grid-cols-[auto_auto] gap-x-3 px-3.5 text-2xs text-ink-faint tabular-nums leading-4"
    >
      {steps.map(
        ({ step, at }) =>
          at !== undefined && (
            <div key={step} className="col-span-2 grid grid-cols-subgrid">
              <dt>{step}</dt>
              <dd className="text-ink-soft">
                <time dateTime={at}>{format.dayAndTime(new Date(at), new Date(now))}</time>
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
