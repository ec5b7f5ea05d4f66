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
    paragraphs: ['You have messages that you have not read yet. What they say is only in the app.'],
    action: 'Read them',
    why: 'You get no further e-mail about this conversation until you have read them.',
  },
  de: {
    subject: 'Es gibt etwas zu lesen für Sie',
    paragraphs: ['Sie haben Nachrichten, die Sie noch nicht gelesen haben. Ihr Inhalt steht nur in der App.'],
    action: 'Nachrichten lesen',
    why: 'Zu diesem Chat kommt keine weitere E-Mail, bis Sie sie gelesen haben.',
  },
};
