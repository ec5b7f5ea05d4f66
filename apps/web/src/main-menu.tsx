import type { InboxState } from '@jiggy-care/client';
import type { CallLogState } from '@jiggy-care/client/calls';
import { useCalls, useChatClient, useStore } from '@jiggy-care/client/react';
import { CalendarDays, type LucideIcon, MessageCircle, Phone, Settings } from 'lucide-react';
import { Link, useRoute } from 'wouter';
import { callsWords } from './calls/words.ts';
import { homeWords } from './home-words.ts';
import { useWords } from './i18n/words.ts';
import { useAccount } from './session/use-account.ts';
import { Avatar } from './ui/avatar.tsx';
import { classNames } from './ui/class-names.ts';
import { Logo } from './ui/logo.tsx';

const totalUnread = ({ totalUnread }: InboxState) => totalUnread;
const missedCount = ({ missedCount }: CallLogState) => missedCount;

interface Props {
  /** A phone gives the whole screen to a conversation. */
  readonly isHiddenOnPhone: boolean;
}

/** A bar at the bottom of a phone, a rail on the left of anything wider. */
export function MainMenu({ isHiddenOnPhone }: Props) {
  const words = useWords(homeWords);
  const { missed: missedText } = useWords(callsWords);
  const account = useAccount();
  const unread = useStore(useChatClient().inbox.state, totalUnread);
  const missed = useStore(useCalls().log.state, missedCount);
  const [isInbox] = useRoute('/');
  const [isConversation] = useRoute('/c/:id');
  const [isCalls] = useRoute('/calls');
  const [isCheck] = useRoute('/check');
  const [isAppointments] = useRoute('/appointments/*?');
  const [isSettings] = useRoute('/settings');

  return (
    <nav
      aria-label={words.menu}
      className={classNames(
        'shrink-0 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] md:flex md:w-[5.75rem] md:flex-col md:items-center md:border-t-0 md:bg-transparent md:pt-6 md:pb-5',
        isHiddenOnPhone ? 'hidden' : 'flex',
      )}
    >
      <Logo className="mb-7 hidden size-10 md:block" />
      <ul className="flex w-full justify-around md:flex-col md:items-center md:gap-2">
        <Item
          href="/"
          icon={MessageCircle}
          text={words.messages}
          isCurrent={isInbox || isConversation}
          badge={unread > 0 ? { count: unread, label: words.unread(unread) } : undefined}
        />
        <Item
          href="/calls"
          icon={Phone}
          text={words.calls}
          isCurrent={isCalls || isCheck}
          badge={missed > 0 ? { count: missed, label: missedText(missed) } : undefined}
        />
        <Item href="/appointments" icon={CalendarDays} text={words.appointments} isCurrent={isAppointments} />
        <Item href="/settings" icon={Settings} text={words.settings} isCurrent={isSettings} />
      </ul>
      <div className="mt-auto hidden md:block" title={account.name}>
        <Avatar id={account.id} name={account.name} size="small" />
      </div>
    </nav>
  );
}

interface ItemProps {
  readonly href: string;
  readonly icon: LucideIcon;
  readonly text: string;
  readonly isCurrent: boolean;
  readonly badge?: { readonly count: number; readonly label: string } | undefined;
}

function Item({ href, icon: Icon, text, isCurrent, badge }: ItemProps) {
  return (
    <li className="flex-1 md:flex-none">
      <Link
        href={href}
        aria-current={isCurrent ? 'page' : undefined}
        className={classNames(
          'group flex flex-col items-center gap-1 px-1 pt-2 pb-2 font-medium text-2xs tracking-tight transition-colors md:w-[5.25rem] md:rounded-2xl',
          isCurrent ? 'text-accent' : 'text-ink-faint hover:text-ink',
        )}
      >
        <span
          className={classNames(
            'relative grid h-8 w-14 place-items-center rounded-full transition-colors duration-200',
            isCurrent ? 'bg-accent-soft' : 'group-hover:bg-hover',
          )}
        >
          <Icon aria-hidden className="size-[1.3rem]" strokeWidth={isCurrent ? 2.3 : 1.9} />
          {badge && (
            <span className="-top-1 absolute right-1 grid h-[1.125rem] min-w-[1.125rem] animate-fade place-items-center rounded-full bg-clay px-1 font-bold text-[0.6875rem] text-on-clay leading-none">
              <span aria-hidden>{badge.count > 99 ? '99+' : badge.count}</span>
            </span>
          )}
        </span>
        {text}
        {badge && <span className="sr-only">, {badge.label}</span>}
      </Link>
    </li>
  );
}
