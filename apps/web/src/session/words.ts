import { defineWords } from '../i18n/words.ts';

export const sessionWords = defineWords(
  {
    opening: 'Opening Jiggy Care…',
    unreachableTitle: 'We cannot reach Jiggy Care',
    unreachable: 'It may be your connection, or us. We keep trying, and this page opens by itself.',
    tryNow: 'Try now',
    demoFailed: 'The demo people are not here. Sign in with your own account.',
    failedTitle: 'Something broke on this page',
    failed: 'Your stored messages are safe. Load the page again to go on.',
    reload: 'Load again',
  },
  {
    opening: 'Jiggy Care wird geöffnet…',
    unreachableTitle: 'Wir erreichen Jiggy Care nicht',
    unreachable:
      'Es kann an Ihrer Verbindung liegen oder an uns. Wir versuchen es weiter, die Seite öffnet sich von selbst.',
    tryNow: 'Jetzt versuchen',
    demoFailed: 'Die Demo-Personen gibt es hier nicht. Melden Sie sich mit Ihrem Konto an.',
    failedTitle: 'Auf dieser Seite ist etwas kaputtgegangen',
    failed: 'Ihre gespeicherten Nachrichten sind sicher. Laden Sie die Seite neu, um weiterzumachen.',
    reload: 'Neu laden',
  },
);
