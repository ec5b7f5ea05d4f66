import { ArrowDownLeft, ArrowUpRight } from 'lucide-react';
import { Link } from 'wouter';
import { CallButtons } from '../calls/call-buttons.tsx';
import { isMissed } from '../calls/ending.ts';
import type { PastCall } from '../calls/past-call.ts';
import { useCallObstacle } from '../calls/use-call-obstacle.ts';
import { useCallPeople } from '../calls/use-call-people.ts';
import { usePastCallText } from '../calls/use-past-call-text.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useNameText } from '../people/use-role-mark.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classNames } from '../ui/class-names.ts';
import { callLogWords } from './words.ts';

interface Props {
  readonly call: PastCall;
  /** Missed, and not seen before. */
  readonly isNew: boolean;
}

/** One call: who, which way, what became of it and when. It opens the conversation; beside it one calls back. */
export function CallItem({ call, isNew }: Props) {
  const words = useWords(callLogWords);
  const nameText = useNameText();
  const format = useFormat();
  const other = useCallPeople()(call);
  const { title, detail } = usePastCallText()(call);
  const missed = isMissed(call.ending);
  const Direction = call.direction === 'outgoing' ? ArrowUpRight : ArrowDownLeft;
  const obstacle = useCallObstacle(call.conversationId);
  const when = new Date(call.at);
  const time = <time dateTime={when.toISOString()}>{format.time(when)}</time>;
  return (
    <li data-call={call.id} data-ending={call.ending} className="flex items-center gap-1">
      <Link
        href={`/c/${call.conversationId}`}
        className="flex min-w-0 flex-1 items-center gap-3.5 rounded-2xl px-2.5 py-3 transition-colors hover:bg-hover sm:px-3"
      >
        <Avatar id={other.id} name={other.name} />
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2">
            <span className={classNames('truncate text-sm', isNew ? 'font-bold' : 'font-semibold')}>
              <PersonName name={other.name} />
            </span>
            {isNew && (
              <span className="shrink-0 rounded-full bg-clay px-1.5 py-px font-bold text-[0.6875rem] text-on-clay leading-4">
                {words.isNew}
              </span>
            )}
          </p>
          <p
            className={classNames(
              'mt-0.5 flex items-start gap-1.5 text-xs',
              missed ? 'font-medium text-clay' : 'text-ink-soft',
            )}
          >
            <Direction aria-hidden className="mt-px size-4 shrink-0" strokeWidth={2.2} />
            <span className="sr-only">{words[call.direction]}: </span>
            <span className="min-w-0">
              {title}
              <span className="tabular-nums max-sm:hidden"> · {detail}</span>
            </span>
          </p>
          <p className="mt-0.5 text-2xs text-ink-faint tabular-nums sm:hidden">
            {detail} · {time}
          </p>
          {/* What holds for all of them stands at the head of the page; this holds for one, and its buttons are grey. */}
          {obstacle?.kind === 'cancelled' && (
            <p className="mt-0.5 text-2xs text-ink-faint">{words.cancelled}</p>
          )}
        </div>
        <p className="shrink-0 self-start pt-0.5 text-2xs text-ink-faint tabular-nums max-sm:hidden">
          {time}
        </p>
        <span className="sr-only">. {words.open(nameText(other.name))}</span>
      </Link>
      <CallButtons conversationId={call.conversationId} other={other} />
    </li>
  );
}
