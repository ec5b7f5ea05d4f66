import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';

const LOOKS = {
  plain: 'bg-raised text-ink shadow-near ring-1 ring-line ring-inset hover:bg-hover',
  glass: 'bg-white/14 text-white hover:bg-white/24',
  off: 'bg-white text-[#10282a] hover:bg-white/85',
  accept: 'bg-call text-on-call shadow-far hover:brightness-110',
  end: 'bg-hang-up text-white shadow-near hover:brightness-110',
} as const;

const SIZES = { normal: 'size-12 sm:size-[3.25rem]', large: 'size-[4.5rem]' } as const;

interface Props extends ComponentProps<'button'> {
  readonly icon: LucideIcon;
  /** Stands below the picture and is, where no longer one is given, its name. */
  readonly text: string;
  readonly label?: string;
  readonly look: keyof typeof LOOKS;
  readonly size?: keyof typeof SIZES;
  readonly badge?: ReactNode;
}

/** A round button with its word below. */
export function RoundButton({
  icon: Icon,
  text,
  label = text,
  look,
  size = 'normal',
  badge,
  className,
  ...button
}: Props) {
  return (
    <button
      {...button}
      type="button"
      aria-label={label}
      title={label === text ? undefined : label}
      className={classNames(
        'group flex flex-col items-center gap-1.5 rounded-2xl font-medium text-2xs',
        className,
      )}
    >
      <span
        className={classNames(
          'edged relative grid place-items-center rounded-full transition-[background-color,filter,transform] duration-150 group-active:scale-95',
          SIZES[size],
          LOOKS[look],
        )}
      >
        <Icon aria-hidden className={size === 'large' ? 'size-7' : 'size-[1.375rem]'} strokeWidth={2} />
        {badge}
      </span>
      <span className="call-label max-w-24 text-center leading-tight">{text}</span>
    </button>
  );
}
