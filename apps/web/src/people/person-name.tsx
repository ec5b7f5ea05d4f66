import { useRoleMark } from './use-role-mark.ts';

interface Props {
  readonly name: string;
  /** Whether it may take more than one line; else what does not fit is cut off, and never the role. */
  readonly isWhole?: boolean;
}

/**
 * The name of the other person, wherever it stands by itself. It keeps to its own direction, so that an Arabic name turns
 * nothing around it; and a patient who claims a title is shown as a patient, however long the name and short the line.
 */
export function PersonName({ name, isWhole = false }: Props) {
  const mark = useRoleMark()(name);
  if (mark === undefined) return <bdi>{name}</bdi>;
  return (
    <span className={isWhole ? undefined : 'inline-flex max-w-full items-baseline gap-1.5'}>
      <bdi className={isWhole ? undefined : 'truncate'}>{name}</bdi>{' '}
      <span
        data-role-mark
        className="shrink-0 rounded-md bg-amber-soft px-1.5 font-medium text-2xs text-on-amber-soft tracking-normal"
      >
        {mark}
      </span>
    </span>
  );
}
