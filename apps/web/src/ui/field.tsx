import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { classNames } from './class-names.ts';

interface Frame {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

interface FieldProps extends Frame {
  /** Gets what ties the control to its label, hint and error. */
  readonly children: (ties: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
}

/** A control with its label above, and a hint or what is wrong below. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-semibold text-sm">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {note && (
        <p
          id={`${id}-note`}
          className={classNames('mt-1.5 text-xs', error ? 'font-medium text-danger' : 'text-ink-faint')}
        >
          {note}
        </p>
      )}
    </div>
  );
}

type InputProps = Frame & Omit<ComponentProps<'input'>, 'id'>;

export function TextField({ label, hint, error, className, ...input }: InputProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ties) => <input {...input} {...ties} className={classNames('control', className)} />}
    </Field>
  );
}

interface PasswordProps extends InputProps {
  readonly showLabel: string;
  readonly hideLabel: string;
}

export function PasswordField({ label, hint, error, showLabel, hideLabel, ...input }: PasswordProps) {
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error}>
      {(ties) => (
        <div className="relative">
          <input {...input} {...ties} type={isShown ? 'text' : 'password'} className="control pr-12" />
          <button
            type="button"
            aria-pressed={isShown}
            aria-label={isShown ? hideLabel : showLabel}
            onClick={() => setIsShown(!isShown)}
            className="absolute inset-y-0 right-0 grid w-12 place-items-center rounded-xl text-ink-faint hover:text-ink"
          >
            <Icon aria-hidden className="size-5" />
          </button>
        </div>
      )}
    </Field>
  );
}
