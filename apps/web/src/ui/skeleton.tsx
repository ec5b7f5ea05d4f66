import { classNames } from './class-names.ts';

/** The grey shape of something that is about to come. */
export function Skeleton({ className }: { readonly className: string }) {
  return <span aria-hidden className={classNames('block animate-breathe rounded-lg bg-line', className)} />;
}
