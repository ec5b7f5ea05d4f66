import type { Appointment } from '../calendar/appointment.ts';
import type { Letter } from '../mail/letter.ts';
import type { Reader } from '../preferences/readers.ts';
import { localTime } from './local-time.ts';
import { type News, WORDS } from './words.ts';

interface Told {
  readonly news: News;
  readonly appointment: Appointment;
  /** Where appointments are in the app. */
  readonly url: string;
  /** ISO time that it had before. */
  readonly was?: string | undefined;
}

/** What somebody is told of an appointment: when it is, and nothing of with whom or why. */
export function letterOf(
  { email, language, preferences: { timeZone } }: Reader,
  { news, appointment, url, was }: Told,
): Letter {
  const words = WORDS[language];
  const inWords = (at: string) => localTime(at, language, timeZone);
  const { scheduledAt, durationMinutes } = appointment;
  return {
    to: email,
    language,
    subject: words.subject[news],
    paragraphs: [
      ...words.sentences[news](inWords(scheduledAt), was === undefined ? undefined : inWords(was)),
      ...(news === 'cancelled' ? [] : [words.length(durationMinutes)]),
    ],
    action: { text: words.action, url },
    note: words.why,
  };
}
