import { defineWords } from '../i18n/words.ts';

export const noticeWords = defineWords(
  {
    region: 'News',
    close: 'Close',
    open: (name: string) => `Open the conversation with ${name}`,
    // A lock screen is read by everybody: it tells who wrote, never what.
    pushTitle: (name: string) => `${name} wrote to you`,
    pushBody: 'Open Jiggy Care to read it.',
  },
  {
    region: 'Neues',
    close: 'Schließen',
    open: (name: string) => `Gespräch mit ${name} öffnen`,
    pushTitle: (name: string) => `${name} hat Ihnen geschrieben`,
    pushBody: 'Öffnen Sie Jiggy Care, um es zu lesen.',
  },
);
