import { useRoleMark, withRole } from './use-role-mark.ts';

interface Props {
  /** The sentence; without one the name stands alone. */
  readonly text?: (name: string) => string;
  readonly name: string;
  /** Whether it is the reader's own name, which needs no role beside it. */
  readonly isOwn?: boolean;
}

/** Never part of a name: names hold no control characters. */
const PLACE = '\u0000';

/**
 * A sentence with the name of a person in it, where the name keeps to its own direction and turns nothing around it,
 * and a patient who claims a title is named as a patient.
 */
export function NameIn({ text = (name) => name, name, isOwn = false }: Props) {
  const markOf = useRoleMark();
  const place = withRole(PLACE, isOwn ? undefined : markOf(name));
  const [before, ...rest] = text(place).split(PLACE);
  return (
    <>
      {before}
      {rest.map((after, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the places of a sentence never move
        <span key={index}>
          <bdi>{name}</bdi>
          {after}
        </span>
      ))}
    </>
  );
}
