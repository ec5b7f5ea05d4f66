import { useServerNow } from '../bookings/server-clock.ts';
import { useFormat } from '../i18n/format.ts';

/** The day of what stands at the top of the list, for who reads far back. The lines between the days say it to the ear. */
export function StickyDay({ at }: { readonly at: number }) {
  const format = useFormat();
  const now = useServerNow();
  return (
    <div aria-hidden className="pointer-events-none absolute inset-x-0 top-2 flex justify-center">
      <span
        data-sticky-day
        className="rounded-full border border-line bg-surface px-3 py-1 font-medium text-2xs text-ink-faint shadow-near"
      >
        {format.day(new Date(Math.min(at, now)), new Date(now))}
      </span>
    </div>
  );
}
