import { useCalls, useConnection, useStore } from '@jiggy-care/client/react';
import { CloudOff, Headset, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { isMissed } from '../calls/ending.ts';
import { pastCalls } from '../calls/past-call.ts';
import { callsWords } from '../calls/words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { useKnownPeople } from '../people/use-known-people.ts';
import { useAccount } from '../session/use-account.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { LooseCable, RestingPhone } from '../ui/pictures.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { byDay } from './by-day.ts';
import { CallItem } from './call-item.tsx';
import { EarlierCalls } from './earlier-calls.tsx';
import { useFreshMissed } from './use-fresh-missed.ts';
import { callLogWords } from './words.ts';

/** Who called whom, newest first, and the way to call back. */
export function CallLogPage() {
  const words = useWords(callLogWords);
  const { cannot } = useWords(callsWords);
  const { log, isSupported } = useCalls();
  const { calls: records, status, hasMore } = useStore(log.state);
  const { status: connection } = useConnection();
  const account = useAccount();
  const [filter, setFilter] = useState<'all' | 'missed'>('all');
  const fresh = useFreshMissed();
  const all = useMemo(() => pastCalls(records, account.id), [records, account.id]);
  useKnownPeople(all.map(({ otherId }) => otherId));
  const shown = filter === 'all' ? all : all.filter(({ ending }) => isMissed(ending));
  const isLoading = all.length === 0 && (status === 'idle' || status === 'loading');
  const hasFailed = all.length === 0 && status === 'failed';
  const isEmpty = shown.length === 0 && !hasMore && !isLoading && !hasFailed;

  return (
    <Page title={words.title} action={<CheckLink />}>
      {all.length > 0 && (
        <div className="mb-6 grid gap-4">
          <Segmented
            label={words.filter}
            value={filter}
            onChange={setFilter}
            choices={[
              { value: 'all', text: words.all },
              { value: 'missed', text: words.missed },
            ]}
          />
          {!isSupported && (
            <Notice tone="warning" icon={TriangleAlert} role="status">
              {cannot.unsupported}
            </Notice>
          )}
          {(status === 'failed' || connection === 'offline') && (
            <Notice tone="warning" icon={CloudOff} role="status">
              {words.stale}
            </Notice>
          )}
        </div>
      )}
      {isLoading && <LogSkeleton />}
      {hasFailed && (
        <EmptyState
          picture={<LooseCable />}
          title={words.failedTitle}
          action={<Button onClick={() => log.refresh().catch(() => {})}>{words.tryAgain}</Button>}
        />
      )}
      {isEmpty && filter === 'missed' && all.length > 0 && (
        <EmptyState picture={<RestingPhone />} title={words.noneMissedTitle}>
          {words.noneMissed}
        </EmptyState>
      )}
      {isEmpty && all.length === 0 && (
        <EmptyState
          picture={<RestingPhone />}
          title={words.emptyTitle}
          action={
            <Link href="/" className="font-semibold text-accent text-sm underline underline-offset-4">
              {words.toMessages}
            </Link>
          }
        >
          {words.empty}
        </EmptyState>
      )}
      <Days calls={shown} fresh={fresh} />
      {hasMore && !hasFailed && !isLoading && <EarlierCalls loaded={records.length} />}
    </Page>
  );
}

interface DaysProps {
  readonly calls: Parameters<typeof byDay>[0];
  readonly fresh: ReadonlySet<string>;
}

function Days({ calls, fresh }: DaysProps) {
  const format = useFormat();
  return byDay(calls).map(({ key, when, calls: ofDay }) => (
    <section key={key} aria-labelledby={`day-${key}`} className="mb-7">
      <h2
        id={`day-${key}`}
        className="sticky top-0 z-10 mb-1.5 bg-surface py-1.5 font-semibold text-ink-soft text-sm"
      >
        {format.day(when)}
      </h2>
      <ul className="-mx-2.5 grid grid-cols-1 gap-0.5 sm:-mx-3">
        {ofDay.map((call) => (
          <CallItem key={call.id} call={call} isNew={fresh.has(call.id)} />
        ))}
      </ul>
    </section>
  ));
}

function CheckLink() {
  const words = useWords(callLogWords);
  return (
    <Link
      href="/check"
      className="inline-flex min-h-11 shrink-0 items-center gap-2 rounded-xl border border-edge/60 bg-raised px-4 font-semibold text-sm hover:border-edge hover:bg-hover"
    >
      <Headset aria-hidden className="size-[1.15em]" />
      <span className="sm:hidden">{words.checkShort}</span>
      <span className="hidden sm:inline">{words.check}</span>
    </Link>
  );
}

function LogSkeleton() {
  const words = useWords(callLogWords);
  return (
    <div role="status" className="grid gap-3">
      <span className="sr-only">{words.loading}</span>
      <Skeleton className="h-16 rounded-2xl" />
      <Skeleton className="h-16 rounded-2xl" />
      <Skeleton className="h-16 rounded-2xl" />
    </div>
  );
}
