import { useWords } from '../i18n/words.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { inboxWords } from './words.ts';

const ROWS = ['w-2/3', 'w-1/2', 'w-3/5', 'w-2/5', 'w-4/5'];

export function InboxSkeleton() {
  const words = useWords(inboxWords);
  return (
    <div role="status">
      <span className="sr-only">{words.loading}</span>
      {ROWS.map((width) => (
        <div key={width} className="flex items-center gap-3.5 px-3 py-3.5">
          <Skeleton className="size-11 shrink-0 rounded-full" />
          <div className="grid flex-1 gap-2.5">
            <Skeleton className={`h-3.5 ${width}`} />
            <Skeleton className="h-3 w-11/12" />
          </div>
        </div>
      ))}
    </div>
  );
}
