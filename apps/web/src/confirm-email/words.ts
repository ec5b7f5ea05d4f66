import { defineWords } from '../i18n/words.ts';

export const confirmWords = defineWords(
  {
    region: 'Your e-mail address',
    unconfirmed: 'E-mail not confirmed',
    sendAgain: 'Send the mail again',
    sent: 'The mail is on its way. Please open the link in it.',
    notNow: 'Not now',
  },
  {
    region: 'Ihre E-Mail-Adresse',
    unconfirmed: 'E-Mail nicht bestätigt',
    sendAgain: 'Mail erneut senden',
    sent: 'Die Mail ist unterwegs. Bitte öffnen Sie den Link darin.',
    notNow: 'Jetzt nicht',
  },
);
