import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Field } from './field.tsx';

interface Props extends Omit<ComponentProps<'select'>, 'id'> {
  readonly label: string;
  readonly error?: string | undefined;
}

export function SelectField({ label, error, children, ...select }: Props) {
  return (
    <Field label={label} error={error}>
      {(ties) => (
        <div className="relative">
          <select {...select} {...ties} className="control">
            {children}
          </select>
          <ChevronDown
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-soft"
          />
        </div>
      )}
    </Field>
  );
}
