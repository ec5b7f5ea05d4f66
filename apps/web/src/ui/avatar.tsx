import type { CSSProperties } from 'react';
import { classNames } from './class-names.ts';
import { hueOf, initialsOf } from './initials.ts';

const SIZES = {
  small: 'size-9 text-2xs',
  normal: 'size-11 text-sm',
  large: 'size-16 text-xl',
  huge: 'size-32 text-[2.75rem]',
} as const;

interface Props {
  readonly id: string;
  readonly name: string;
  readonly size?: keyof typeof SIZES;
  /** Shows a dot when the person is there. The words beside it have to say it too. */
  readonly isOnline?: boolean | undefined;
}

/** A person as two letters in a colour of their own. */
export function Avatar({ id, name, size = 'normal', isOnline = false }: Props) {
  return (
    <span aria-hidden className="relative h-fit shrink-0">
      <span
        style={{ '--hue': hueOf(id) } as CSSProperties}
        className={classNames(
          'avatar grid place-items-center rounded-full font-semibold tracking-wide',
          SIZES[size],
        )}
      >
        {initialsOf(name)}
      </span>
      {isOnline && (
        <span className="absolute right-0 bottom-0 size-3 animate-fade rounded-full bg-online ring-[2.5px] ring-surface" />
      )}
    </span>
  );
}
