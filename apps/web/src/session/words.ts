import { defineWords } from '../i18n/words.ts';

export const sessionWords = defineWords(
  {
    opening: 'Opening Jiggy Care…',
    unreachableTitle: 'We cannot reach Jiggy Care',
    unreachable: 'It may be your connection, or us. We keep trying; this page opens by itself.',
    tryNow: 'Try now',
    demoFailed: 'There are no demo accounts here. Sign in with your own account.',
  },
  {
    opening: 'Jiggy Care wird geöffnet…',
    unreachableTitle: 'Wir erreichen Jiggy Care nicht',
    unreachable:
      'Es kann an Ihrer Verbindung liegen oder an uns. Wir versuchen es weiter, die Seite öffnet sich von selbst.',
    tryNow: 'Jetzt versuchen',
    demoFailed: 'Hier gibt es keine Demo-Konten. Melden Sie sich mit Ihrem eigenen Konto an.',
  },
);
