import type { Call } from '@jiggy-care/client/calls';
import { useCallTime } from '@jiggy-care/client/react';
import { clockText } from '../calls/duration.ts';

/** How long the two have been connected; nothing before. */
export function CallClock({ call, className }: { readonly call: Call; readonly className?: string }) {
  const seconds = useCallTime(call);
  if (seconds === undefined) return null;
  return (
    <span data-call-time className={className}>
      {clockText(seconds * 1000)}
    </span>
  );
}
