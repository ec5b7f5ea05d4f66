import { CircleAlert, CircleCheck, CircleDashed, CircleX, LoaderCircle, type LucideIcon } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { classNames } from '../ui/class-names.ts';

/** `good`: it works; `bad`: it does not; `unsure`: it may not; `busy`: it is being tried; `open`: up to the person. */
export type Tone = 'good' | 'bad' | 'unsure' | 'busy' | 'open';

const LOOKS: Record<Tone, { readonly icon: LucideIcon; readonly look: string }> = {
  good: { icon: CircleCheck, look: 'bg-accent-soft text-on-accent-soft' },
  bad: { icon: CircleX, look: 'bg-danger-soft text-danger' },
  unsure: { icon: CircleAlert, look: 'bg-amber-soft text-on-amber-soft' },
  busy: { icon: LoaderCircle, look: 'bg-sunken text-ink-soft' },
  open: { icon: CircleDashed, look: 'bg-sunken text-ink-soft' },
};

export interface Verdict {
  readonly tone: Tone;
  readonly text: string;
}

interface Props {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly verdict: Verdict;
  /** What to know or to do about it. */
  readonly hint?: ReactNode;
  readonly children?: ReactNode;
}

/** One thing that a call needs, and whether it is there. */
export function CheckCard({ icon: Icon, title, verdict, hint, children }: Props) {
  const id = useId();
  const { icon: Mark, look } = LOOKS[verdict.tone];
  return (
    <section aria-labelledby={id} data-verdict={verdict.tone} className="card p-5 sm:p-6">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id={id} className="flex items-center gap-2.5 font-semibold text-lg tracking-tight">
          <Icon aria-hidden className="size-5 text-ink-faint" />
          {title}
        </h2>
        <p
          role="status"
          className={classNames(
            'flex items-center gap-1.5 rounded-full py-1 pr-3 pl-2 font-semibold text-xs transition-colors',
            look,
          )}
        >
          <Mark
            aria-hidden
            className={classNames('size-4 shrink-0', verdict.tone === 'busy' && 'animate-turn')}
          />
          {verdict.text}
        </p>
      </div>
      {hint && <p className="mt-2.5 max-w-[60ch] text-ink-soft text-sm text-pretty">{hint}</p>}
      {children && <div className="mt-4 grid gap-4">{children}</div>}
    </section>
  );
}
