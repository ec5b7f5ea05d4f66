import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

const TONES = {
  calm: 'bg-accent-soft text-on-accent-soft',
  warning: 'bg-amber-soft text-on-amber-soft',
  danger: 'bg-danger-soft text-danger',
} as const;

interface Props {
  readonly tone: keyof typeof TONES;
  readonly icon: LucideIcon;
  /** `alert` interrupts a screen reader, `status` waits for a pause; none says nothing by itself. */
  readonly role?: 'alert' | 'status';
  readonly children: ReactNode;
}

/** A sentence in a box: something to know, to mind, or that went wrong. */
export function Notice({ tone, icon: Icon, role, children }: Props) {
  return (
    <div role={role} className={classNames('flex gap-3 rounded-xl px-4 py-3 text-sm', TONES[tone])}>
      <Icon aria-hidden className="mt-0.5 size-[1.15rem] shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
