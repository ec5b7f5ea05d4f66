import { Search, X } from 'lucide-react';
import { IconButton } from './button.tsx';
import { isOfInputMethod } from './input-method.ts';

interface Props {
  readonly label: string;
  readonly clearLabel: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** A field that narrows what stands below it while one types; Escape and the cross empty it. */
export function SearchField({ label, clearLabel, text, onChange }: Props) {
  return (
    <search className="relative block">
      <Search
        aria-hidden
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3.5 size-[1.1rem] text-ink-faint"
      />
      <input
        type="text"
        inputMode="search"
        autoComplete="off"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (isOfInputMethod(event)) return;
          // Inside of a form Enter looks for something; it does not send.
          if (event.key === 'Enter') event.preventDefault();
          if (event.key === 'Escape' && text !== '') {
            event.preventDefault();
            onChange('');
          }
        }}
        className="control px-10"
      />
      {text !== '' && (
        <IconButton
          icon={X}
          label={clearLabel}
          onClick={() => onChange('')}
          className="absolute top-0.5 right-0.5"
        />
      )}
    </search>
  );
}
