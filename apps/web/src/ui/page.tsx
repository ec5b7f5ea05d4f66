import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Skeleton } from './skeleton.tsx';

interface Props {
  readonly title: string;
  readonly lead?: string;
  readonly back?: { readonly href: string; readonly label: string };
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A page of its own, one column in the middle. */
export function Page({ title, lead, back, action, children }: Props) {
  return (
    // The outer box keeps its corners round where scroll bars take room; the inner one holds what is placed in it,
    // so that nothing unseen makes the whole window scroll.
    <div className="h-full overflow-hidden bg-surface md:rounded-3xl md:border md:border-line md:shadow-near">
      <main className="relative h-full overflow-y-auto">
        <div className="mx-auto max-w-[44rem] px-5 pt-6 pb-16 sm:px-8 md:pt-10">
          {back && (
            <Link
              href={back.href}
              className="-ml-2 mb-2 inline-flex min-h-10 items-center gap-1.5 rounded-lg px-2 font-medium text-ink-soft text-sm hover:bg-hover hover:text-ink"
            >
              <ArrowLeft aria-hidden className="size-4" /> {back.label}
            </Link>
          )}
          <header className="mb-7 flex items-center justify-between gap-4">
            <div>
              <h1 className="font-semibold text-xl tracking-[-0.02em] md:text-2xl">{title}</h1>
              {lead && <p className="mt-1.5 text-ink-soft text-sm text-pretty">{lead}</p>}
            </div>
            {action}
          </header>
          {children}
        </div>
      </main>
    </div>
  );
}

const LINES = ['w-2/3', 'w-1/2', 'w-3/5'];

/** Stands in while what draws a page is on its way. */
export function PageSkeleton({ label }: { readonly label: string }) {
  return (
    <div className="h-full overflow-hidden bg-surface md:rounded-3xl md:border md:border-line md:shadow-near">
      <div role="status" className="mx-auto grid max-w-[44rem] gap-6 px-5 pt-7 sm:px-8 md:pt-11">
        <span className="sr-only">{label}</span>
        <Skeleton className="mb-3 h-8 w-48" />
        {LINES.map((width) => (
          <div key={width} className="grid gap-3 rounded-[1.125rem] border border-line p-5">
            <Skeleton className={`h-4 ${width}`} />
            <Skeleton className="h-3.5 w-11/12" />
          </div>
        ))}
      </div>
    </div>
  );
}
