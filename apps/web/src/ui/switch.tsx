import { useId } from 'react';
import { classNames } from './class-names.ts';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly isOn: boolean;
  /** Why the last try to turn it did not work. */
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** A sentence that is true or not, and the switch that makes it so. */
export function Switch({ label, hint, error, isOn, isDisabled = false, onChange }: Props) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-5">
      <div>
        <label htmlFor={id} className="font-semibold text-sm">
          {label}
        </label>
        <p id={`${id}-hint`} className="mt-1 max-w-[52ch] text-ink-soft text-xs">
          {hint}
        </p>
        {error && (
          <p id={`${id}-error`} role="alert" className="mt-1 font-medium text-danger text-xs">
            {error}
          </p>
        )}
      </div>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={isOn}
        aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}
        disabled={isDisabled}
        onClick={() => onChange(!isOn)}
        className={classNames(
          'relative mt-0.5 h-7 w-12 shrink-0 rounded-full border transition-colors disabled:opacity-50',
          isOn ? 'border-accent bg-accent' : 'border-edge bg-sunken',
        )}
      >
        <span
          className={classNames(
            'absolute top-[3px] left-[3px] size-5 rounded-full shadow-near transition-transform duration-200 ease-soft',
            isOn ? 'translate-x-5 bg-on-accent' : 'bg-edge',
          )}
        />
      </button>
    </div>
  );
}
