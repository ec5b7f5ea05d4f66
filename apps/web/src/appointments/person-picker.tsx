import type { Person } from '@jiggy-care/client';
import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { PersonName } from '../people/person-name.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { SearchField } from '../ui/search-field.tsx';

interface Props {
  readonly legend: string;
  readonly searchLabel: string;
  readonly clearLabel: string;
  readonly search: string;
  readonly onSearch: (text: string) => void;
  readonly people: readonly Person[];
  readonly chosen: Person | undefined;
  readonly onChoose: (person: Person) => void;
  /** Said while there is nobody to choose from. */
  readonly empty: ReactNode;
  readonly more?: { readonly text: string; readonly onClick: () => void } | undefined;
}

/** People to choose one of, with a search above; arrow keys walk through them. */
export function PersonPicker(props: Props) {
  const { legend, searchLabel, clearLabel, search, onSearch, people, chosen, onChoose, empty, more } = props;
  const name = useId();
  return (
    <>
      <div className="mb-2">
        <SearchField label={searchLabel} clearLabel={clearLabel} text={search} onChange={onSearch} />
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
            <span className="min-w-0 flex-1 break-words font-medium text-sm">
              <PersonName name={person.name} />
            </span>
            <span
              aria-hidden
              className="grid size-6 shrink-0 place-items-center rounded-full border border-edge text-transparent peer-checked:border-accent peer-checked:bg-accent peer-checked:text-on-accent"
            >
              <Check className="size-4" strokeWidth={2.6} />
            </span>
          </label>
        ))}
        {more && (
          <Button size="small" look="quiet" className="mt-1 w-full" onClick={more.onClick}>
            {more.text}
          </Button>
        )}
      </fieldset>
    </>
  );
}
