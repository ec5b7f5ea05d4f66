import type { CallOutcome, CallTrouble } from '@jiggy-care/client/calls';
import { useDurationText } from '../calls/duration.ts';
import { type CallEnding, endingOfOutcome } from '../calls/ending.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { endedWords } from './ended-words.ts';

export interface EndedText {
  readonly title: string;
  readonly text?: string;
  /** What the other person wrote with a decline. */
  readonly message?: string;
}

interface EndedCall {
  readonly name: string;
  readonly direction: 'outgoing' | 'incoming';
  readonly outcome: CallOutcome;
  /** How long the two were connected, if they were. */
  readonly talkMs: number | undefined;
}

/** Says how a call ended, in a title and a sentence. */
export function useEndedText(): (call: EndedCall) => EndedText {
  const words = useWords(endedWords);
  const nameText = useNameText();
  const faultText = useFaultText();
  const durationText = useDurationText();

  const troubleText = (trouble: CallTrouble | undefined, name: string): string => {
    if (trouble === undefined) return words.unknownTrouble;
    const text = words.troubles[trouble];
    return typeof text === 'string' ? text : text(name);
  };

  return ({ name: bareName, direction, outcome, talkMs }) => {
    const name = nameText(bareName);
    const talked = talkMs === undefined ? {} : { text: words.duration(durationText(talkMs)) };
    const { reason, trouble, error, by } = outcome;
    const texts: Record<CallEnding, () => EndedText> = {
      talked: () => ({ title: by === 'other' ? words.talkedByOther(name) : words.talked, ...talked }),
      declined: () =>
        reason === undefined
          ? { title: words.declined(name), text: words.declinedText }
          : { title: words.declined(name), message: reason },
      'declined-by-me': () => ({ title: words.talked }),
      'no-answer': () => ({ title: words.noAnswer, text: words.noAnswerText(name) }),
      missed: () => ({ title: words.missed(name) }),
      'missed-busy': () => ({ title: words.missed(name) }),
      cancelled: () => ({ title: words.cancelled, text: words.cancelledText(name) }),
      busy: () => ({ title: words.busy(name), text: words.busyText }),
      offline: () => ({ title: words.offline(name), text: words.offlineText }),
      'answered-elsewhere': () => ({ title: words.answeredElsewhere }),
      'declined-elsewhere': () => ({ title: words.declinedElsewhere }),
      'connection-lost': () => ({ title: words.lost, text: troubleText(trouble, name) }),
      'not-connected': () => ({ title: words.notConnected, text: troubleText(trouble, name) }),
      replaced: () => ({ title: words.replaced(name), ...talked }),
      'signed-out': () => ({ title: words.signedOut, ...talked }),
      'booking-cancelled': () => ({ title: words.bookingCancelled, text: words.bookingCancelledText }),
      refused: () => ({ title: words.refused, text: refusalText(words.refusals, error) ?? faultText(error) }),
    };
    return texts[endingOfOutcome(outcome, direction)]();
  };
}

/** Refusals that only calls know. */
function refusalText(
  words: Readonly<Partial<Record<string, string>>>,
  error: CallOutcome['error'],
): string | undefined {
  return error && words[error.code];
}
