import type { DevicesState, MediaDevice } from '@jiggy-care/client/calls';
import { useCalls, useStore } from '@jiggy-care/client/react';
import { useWords } from '../i18n/words.ts';
import { SelectField } from '../ui/select-field.tsx';
import { deviceWords } from './device-words.ts';

/** In place of an id: the system decides. */
const AUTOMATIC = '';
/** Chromium lists what the system decides a second time, under these ids. */
const SYSTEMS_CHOICE: ReadonlySet<string> = new Set(['default', 'communications']);

interface Props {
  readonly kind: MediaDevice['kind'];
  /** Called when the choice is in force. */
  readonly onChosen?: () => void;
}

/** Chooses a camera, a microphone or a speaker; nothing is shown where there is nothing to choose from. */
export function DeviceSelect({ kind, onChosen }: Props) {
  const words = useWords(deviceWords);
  const { devices } = useCalls();
  const state = useStore(devices.state);
  const { list, chosenId } = devicesOf(state, kind);
  const isListed = list.some(({ id }) => id === chosenId);
  if (list.length === 0) return null;

  const choose = async (id: string) => {
    await devices.choose({ id, kind }).catch(() => {});
    onChosen?.();
  };
  return (
    <SelectField
      label={words.label[kind]}
      value={chosenId !== undefined && isListed ? chosenId : AUTOMATIC}
      onChange={({ target }) => choose(target.value)}
    >
      <option value={AUTOMATIC}>{words.automatic}</option>
      {list.map(({ id, label }, index) => (
        <option key={id} value={id}>
          {label === '' ? words.numbered[kind](index + 1) : label}
        </option>
      ))}
    </SelectField>
  );
}

/** What there is of a kind, as far as it can be chosen here. */
export function devicesOf(
  state: DevicesState,
  kind: MediaDevice['kind'],
): { readonly list: readonly MediaDevice[]; readonly chosenId: string | undefined } {
  const named = (list: readonly MediaDevice[]) => list.filter(({ id }) => !SYSTEMS_CHOICE.has(id));
  switch (kind) {
    case 'camera':
      return { list: named(state.cameras), chosenId: state.cameraId };
    case 'microphone':
      return { list: named(state.microphones), chosenId: state.microphoneId };
    case 'speaker':
      return { list: state.canChooseSpeaker ? named(state.speakers) : [], chosenId: state.speakerId };
  }
}
