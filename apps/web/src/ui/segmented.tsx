import { useId } from 'react';

interface Props<T extends string> {
  readonly label: string;
  readonly choices: readonly { readonly value: T; readonly text: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few, all in sight. Real radio buttons underneath, so arrows and screen readers work by themselves. */
export function Segmented<T extends string>({ label, choices, value, onChange }: Props<T>) {
  const name = useId();
  return (
    <fieldset className="relative flex w-full min-w-0 rounded-xl border border-line bg-sunken p-1">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="segment flex min-h-10 flex-1 items-center justify-center rounded-[0.5625rem] px-2 text-center font-medium text-ink-soft text-sm transition-colors hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-near has-focus-visible:outline-[2.5px] has-focus-visible:outline-(--focus)"
        >
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            className="sr-only"
          />
          {choice.text}
        </label>
      ))}
    </fieldset>
  );
}
