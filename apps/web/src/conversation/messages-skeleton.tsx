import { Skeleton } from '../ui/skeleton.tsx';

const BUBBLES = [
  { isOwn: false, size: 'h-14 w-3/5' },
  { isOwn: true, size: 'h-10 w-2/5' },
  { isOwn: true, size: 'h-20 w-1/2' },
  { isOwn: false, size: 'h-10 w-1/3' },
  { isOwn: false, size: 'h-16 w-1/2' },
] as const;

export function MessagesSkeleton({ label }: { readonly label: string }) {
  return (
    <div role="status" className="flex w-full flex-col gap-3 self-end px-4 pb-4 sm:px-6">
      <span className="sr-only">{label}</span>
      {BUBBLES.map(({ isOwn, size }) => (
        <Skeleton key={size} className={`${size} rounded-[1.125rem] ${isOwn ? 'self-end' : ''}`} />
      ))}
    </div>
  );
}
