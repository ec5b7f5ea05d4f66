import type { QualityLevel } from '@jiggy-care/client/calls';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { classNames } from '../ui/class-names.ts';

const FILLED: Record<QualityLevel, number> = { unknown: 0, bad: 1, poor: 2, good: 3, excellent: 4 };
const HEIGHTS = ['h-1.5', 'h-2', 'h-2.5', 'h-3'] as const;

interface Props {
  readonly level: QualityLevel;
  readonly direction: 'sending' | 'receiving';
}

/** Four bars and the way they stand for. The words beside them have to say it too. */
export function QualityBars({ level, direction }: Props) {
  const Arrow = direction === 'sending' ? ArrowUp : ArrowDown;
  const colour = level === 'bad' ? 'bg-danger' : level === 'poor' ? 'bg-on-amber-soft' : 'bg-online';
  return (
    <span
      aria-hidden
      data-quality={`${direction} ${level}`}
      className="keeps-colours flex items-end gap-[2px]"
    >
      <Arrow className="mb-px size-3 opacity-80" strokeWidth={2.4} />
      {HEIGHTS.map((height, index) => (
        <span
          key={height}
          className={classNames(
            'w-[3px] rounded-[1px]',
            height,
            index < FILLED[level] ? colour : 'bg-white/28',
          )}
        />
      ))}
    </span>
  );
}
