import { Skeleton } from '../ui/skeleton.tsx';
import { MessagesSkeleton } from './messages-skeleton.tsx';

/** Stands in while what draws a conversation is on its way. */
export function ConversationSkeleton({ label }: { readonly label: string }) {
  return (
    <div className="flex h-full flex-col bg-paper/60">
      <div className="flex min-h-16 shrink-0 items-center gap-3.5 border-line border-b bg-surface px-5 py-2.5 md:min-h-[4.75rem]">
        <Skeleton className="size-11 rounded-full" />
        <Skeleton className="h-4 w-36" />
      </div>
      <div className="grid min-h-0 flex-1 place-items-center overflow-hidden">
        <MessagesSkeleton label={label} />
      </div>
      <div className="mx-auto w-full max-w-[64rem] shrink-0 px-3 pt-6 pb-3 sm:px-5 sm:pb-5">
        <Skeleton className="h-[3.25rem] rounded-[1.375rem]" />
      </div>
    </div>
  );
}
