import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}

export function Section({ title, lead, children }: Props) {
  return (
    <section className="card p-5 sm:p-6">
      <h2 className="font-semibold text-lg tracking-tight">{title}</h2>
      {lead && <p className="mt-1 text-ink-soft text-sm">{lead}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
