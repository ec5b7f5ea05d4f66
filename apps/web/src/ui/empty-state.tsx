import type { ReactNode } from 'react';

interface Props {
  readonly picture: ReactNode;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Whether it is all there is on the page, and names it. */
  readonly isPage?: boolean;
}

/** What a place says while there is nothing in it. */
export function EmptyState({ picture, title, children, action, isPage = false }: Props) {
  const Title = isPage ? 'h1' : 'h2';
  return (
    <div className="mx-auto flex max-w-sm animate-fade flex-col items-center px-6 py-10 text-center">
      <div className="mb-5">{picture}</div>
      <Title className="font-semibold text-lg tracking-tight">{title}</Title>
      {children && <p className="mt-1.5 text-ink-soft text-sm text-pretty">{children}</p>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
