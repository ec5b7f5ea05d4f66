import { useWords } from '../i18n/words.ts';
import { useDurationText } from './duration.ts';
import { isMissed } from './ending.ts';
import type { PastCall } from './past-call.ts';
import { callsWords } from './words.ts';

export interface PastCallText {
  /** What strikes first: "Missed call", else what it was: "Video call". */
  readonly title: string;
  /** The rest of it: "12 min", "No answer"; of a missed one what it was. */
  readonly detail: string;
}

/** Puts a call of the past into words. */
export function usePastCallText(): (call: PastCall) => PastCallText {
  const { kind, endings } = useWords(callsWords);
  const durationText = useDurationText();
  return ({ type, ending, talkMs }) =>
    isMissed(ending)
      ? { title: endings[ending], detail: kind[type] }
      : { title: kind[type], detail: talkMs === undefined ? endings[ending] : durationText(talkMs) };
}
