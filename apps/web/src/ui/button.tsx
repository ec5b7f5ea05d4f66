import { LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

const LOOKS = {
  primary: 'bg-accent text-on-accent shadow-near hover:bg-accent-deep disabled:opacity-60',
  soft: 'bg-accent-soft text-on-accent-soft hover:brightness-[0.97]',
  plain: 'border border-edge/60 bg-raised text-ink hover:border-edge hover:bg-hover',
  quiet: 'text-ink-soft hover:bg-hover hover:text-ink',
  danger: 'bg-danger text-on-danger shadow-near hover:brightness-95',
  'quiet-danger': 'text-danger hover:bg-danger-soft',
} as const;

const SIZES = {
  small: 'min-h-9 gap-1.5 rounded-[0.625rem] px-3 text-xs',
  normal: 'min-h-11 gap-2 rounded-xl px-4 text-sm',
  large: 'min-h-12 gap-2 rounded-xl px-5 text-base',
} as const;

interface Props extends ComponentProps<'button'> {
  readonly look?: keyof typeof LOOKS;
  readonly size?: keyof typeof SIZES;
  readonly icon?: LucideIcon;
  /** Under way: says so and takes no second click. */
  readonly isBusy?: boolean;
  /** Cannot be used just now. It keeps the focus and says why in its `title` and `aria-description`. */
  readonly isUnusable?: boolean;
}

export function Button({
  look = 'plain',
  size = 'normal',
  icon: Icon,
  isBusy = false,
  isUnusable = false,
  type = 'button',
  className,
  children,
  onClick,
  ...rest
}: Props) {
  return (
    <button
      {...rest}
      type={type}
      aria-busy={isBusy || undefined}
      // It stays focusable while busy: a button that is disabled under the finger throws the focus away.
      aria-disabled={isBusy || isUnusable || undefined}
      onClick={(event) => {
        if (isBusy || isUnusable) event.preventDefault();
        else onClick?.(event);
      }}
      className={classNames(
        'inline-flex select-none items-center justify-center font-semibold transition-[background-color,border-color,filter,transform] duration-150 active:scale-[0.985]',
        SIZES[size],
        LOOKS[look],
        isUnusable && 'cursor-not-allowed text-ink-faint',
        className,
      )}
    >
      {isBusy ? (
        <LoaderCircle aria-hidden className="size-[1.15em] shrink-0 animate-turn" />
      ) : (
        Icon && <Icon aria-hidden className="size-[1.15em] shrink-0" strokeWidth={2.1} />
      )}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: LucideIcon;
  /** What it does, for those who do not see the picture. */
  readonly label: string;
}

export function IconButton({ icon: Icon, label, className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={label}
      className={classNames(
        'grid size-11 shrink-0 place-items-center rounded-xl text-ink-soft transition-colors hover:bg-hover hover:text-ink',
        className,
      )}
    >
      <Icon aria-hidden className="size-5" strokeWidth={2} />
    </button>
  );
}
