import { useId } from 'react';
import { classNames } from './class-names.ts';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** A sentence that is true or not, and the switch that makes it so. */
export function Switch({ label, hint, isOn, isDisabled = false, onChange }: Props) {
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
      </div>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={isOn}
        aria-describedby={`${id}-hint`}
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
