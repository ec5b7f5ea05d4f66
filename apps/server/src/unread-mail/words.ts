import type { Language } from '@jiggy-care/protocol';

interface Words {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly action: string;
  readonly why: string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    subject: 'Something is waiting to be read',
    paragraphs: ['You have messages that you have not read yet. What they say stands in the app alone.'],
    action: 'Read them',
    why: 'You get no further mail of this conversation until you have read them.',
  },
  de: {
    subject: 'Es gibt etwas zu lesen für Sie',
    paragraphs: [
      'Sie haben Nachrichten, die Sie noch nicht gelesen haben. Was darin steht, steht nur in der App.',
    ],
    action: 'Nachrichten lesen',
    why: 'Zu dieser Unterhaltung kommt keine weitere E-Mail, bis Sie sie gelesen haben.',
  },
};
