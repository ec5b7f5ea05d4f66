interface Props {
  readonly text: (name: string) => string;
  readonly name: string;
}

/** Never part of a name: names hold no control characters. */
const PLACE = '\u0000';

/** A sentence with a name in it, where the name keeps to its own direction and turns nothing around it. */
export function NameIn({ text, name }: Props) {
  const [before, ...rest] = text(PLACE).split(PLACE);
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
