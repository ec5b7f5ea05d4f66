import type { Language } from '@jiggy-care/protocol';

/** What there is to tell of an appointment. */
export type News = 'made' | 'moved' | 'cancelled' | 'reminder';

interface Words {
  readonly subject: Readonly<Record<News, string>>;
  /** `was` = the time that it had before. */
  readonly sentences: Readonly<Record<News, (when: string, was: string | undefined) => string[]>>;
  readonly length: (minutes: number) => string;
  readonly action: string;
  readonly why: string;
}

const en: Words = {
  subject: {
    made: 'Your appointment is booked',
    moved: 'Your appointment has a new time',
    cancelled: 'Your appointment is cancelled',
    reminder: 'Your appointment is coming up',
  },
  sentences: {
    made: (when) => [`You have an appointment on ${when}.`],
    moved: (when, was) => [
      `Your appointment is now on ${when}.`,
      ...(was === undefined ? [] : [`It is no longer on ${was}.`]),
    ],
    cancelled: (when) => [`Your appointment on ${when} does not take place.`],
    reminder: (when) => [`You have an appointment on ${when}.`],
  },
  length: (minutes) => `It is planned for ${minutes} minutes and takes place online.`,
  action: 'See your appointments',
  why: 'You get this because you have an appointment. In your settings you can turn off mails of appointments.',
};

const de: Words = {
  subject: {
    made: 'Ihr Termin ist gebucht',
    moved: 'Ihr Termin hat eine neue Zeit',
    cancelled: 'Ihr Termin ist abgesagt',
    reminder: 'Ihr Termin steht bevor',
  },
  sentences: {
    made: (when) => [`Sie haben einen Termin am ${when}.`],
    moved: (when, was) => [
      `Ihr Termin ist jetzt am ${when}.`,
      ...(was === undefined ? [] : [`Er ist nicht mehr am ${was}.`]),
    ],
    cancelled: (when) => [`Ihr Termin am ${when} findet nicht statt.`],
    reminder: (when) => [`Sie haben einen Termin am ${when}.`],
  },
  length: (minutes) => `Geplant sind ${minutes} Minuten; er findet online statt.`,
  action: 'Termine ansehen',
  why: 'Sie bekommen diese E-Mail, weil Sie einen Termin haben. In den Einstellungen können Sie E-Mails zu Terminen abstellen.',
};

export const WORDS: Readonly<Record<Language, Words>> = { en, de };
