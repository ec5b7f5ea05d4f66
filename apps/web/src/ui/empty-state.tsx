import type { ReactNode } from 'react';

interface Props {
  readonly picture: ReactNode;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What a place says while there is nothing in it. */
export function EmptyState({ picture, title, children, action }: Props) {
  return (
    <div className="mx-auto flex max-w-sm animate-fade flex-col items-center px-6 py-10 text-center">
      <div className="mb-5">{picture}</div>
      <h2 className="font-semibold text-lg tracking-tight">{title}</h2>
      {children && <p className="mt-1.5 text-ink-soft text-sm text-pretty">{children}</p>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
