import { type FormEvent, useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';

interface Submit<Field extends string> {
  readonly isBusy: boolean;
  /** What is wrong with the whole of it. */
  readonly fault: string | undefined;
  readonly faults: Partial<Record<Field, string>>;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

interface Steps<Field extends string> {
  /** What is wrong with each field; nothing is sent while there is something. */
  readonly check: (value: (field: Field) => string) => Partial<Record<Field, string>>;
  readonly send: (value: (field: Field) => string) => Promise<unknown>;
  /** Faults of single fields that only the server can see. */
  readonly place?: (thrown: unknown) => Partial<Record<Field, string>> | undefined;
}

/** A form that checks, sends, and puts the focus on the first field that needs another look. */
export function useSubmit<Field extends string>({ check, send, place }: Steps<Field>): Submit<Field> {
  const faultText = useFaultText();
  const [state, setState] = useState<Omit<Submit<Field>, 'onSubmit'>>({
    isBusy: false,
    fault: undefined,
    faults: {},
  });

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (state.isBusy) return;
    const form = event.currentTarget;
    const data = new FormData(form);
    const value = (field: Field) => String(data.get(field) ?? '');
    const show = (faults: Partial<Record<Field, string>>, fault?: string) => {
      setState({ isBusy: false, faults, fault });
      const first = Object.keys(faults)[0];
      const control = first === undefined ? undefined : form.elements.namedItem(first);
      if (control instanceof HTMLElement) control.focus();
    };

    const faults = check(value);
    if (Object.keys(faults).length > 0) return show(faults);
    setState({ isBusy: true, fault: undefined, faults: {} });
    try {
      await send(value);
      setState({ isBusy: false, fault: undefined, faults: {} });
    } catch (thrown) {
      const placed = place?.(thrown);
      show(placed ?? {}, placed === undefined ? faultText(thrown) : undefined);
    }
  };
  return { ...state, onSubmit };
}
