import type { Person } from '@jiggy-care/client';
import { Check, Search } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { isOfInputMethod } from '../ui/input-method.ts';

interface Props {
  readonly legend: string;
  readonly searchLabel: string;
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly people: readonly Person[];
  readonly chosen: Person | undefined;
  readonly onChoose: (person: Person) => void;
  /** Said while there is nobody to choose from. */
  readonly empty: ReactNode;
}

/** People to choose one of, with a search above; arrow keys walk through them. */
export function PersonPicker(props: Props) {
  const { legend, searchLabel, search, onSearch, people, chosen, onChoose, empty } = props;
  const name = useId();
  return (
    <>
      <div className="relative mb-2">
        <Search
          aria-hidden
          className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3.5 size-[1.1rem] text-ink-faint"
        />
        <input
          type="text"
          inputMode="search"
          aria-label={searchLabel}
          placeholder={searchLabel}
          value={search}
          onChange={(event) => onSearch(event.target.value)}
          // Enter looks for people; it does not book.
          onKeyDown={(event) => event.key === 'Enter' && !isOfInputMethod(event) && event.preventDefault()}
          className="control pl-10"
        />
      </div>
      <fieldset className="-mx-1 relative max-h-72 min-w-0 overflow-y-auto px-1 py-1">
        <legend className="sr-only">{legend}</legend>
        {people.length === 0 && <p className="px-2 py-5 text-center text-ink-faint text-sm">{empty}</p>}
        {people.map((person) => (
          <label
            key={person.id}
            className="flex items-center gap-3.5 rounded-xl px-2.5 py-2 transition-colors hover:bg-hover has-checked:bg-accent-soft has-focus-visible:outline-[2.5px] has-focus-visible:outline-(--focus)"
          >
            <input
              type="radio"
              name={name}
              className="peer sr-only"
              checked={person.id === chosen?.id}
              onChange={() => onChoose(person)}
            />
            <Avatar id={person.id} name={person.name} />
            <span className="min-w-0 flex-1 truncate font-medium text-sm">{person.name}</span>
            <Check aria-hidden className="hidden size-5 text-accent peer-checked:block" />
          </label>
        ))}
      </fieldset>
    </>
  );
}
