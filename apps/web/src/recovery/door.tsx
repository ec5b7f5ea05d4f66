import type { ReactNode } from 'react';
import { Logo } from '../ui/logo.tsx';

interface Props {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly children: ReactNode;
}

/** A page for whoever comes by the link of a mail, signed in or not. */
export function Door({ title, lead, children }: Props) {
  return (
    <main className="grid min-h-full place-items-center bg-paper px-5 py-10">
      <div className="card w-full max-w-[27rem] p-6 sm:p-8">
        <span className="mb-6 flex items-center gap-3 font-semibold text-lg tracking-tight">
          <Logo className="size-9" /> Jiggy Care
        </span>
        <h1 className="font-semibold text-2xl tracking-[-0.022em] text-balance">{title}</h1>
        {lead && <p className="mt-2 mb-6 text-ink-soft text-sm text-pretty">{lead}</p>}
        {children}
      </div>
    </main>
  );
}
