import { defineWords } from '../i18n/words.ts';

export const sessionWords = defineWords(
  {
    opening: 'Opening Jiggy Care…',
    unreachableTitle: 'We cannot reach Jiggy Care',
    unreachable: 'It may be your connection, or us. We keep trying; this page opens by itself.',
    tryNow: 'Try now',
    demoFailed: 'There are no demo accounts here. Sign in with your own account.',
    failedTitle: 'Something went wrong on this page',
    failed: 'Your stored messages are safe. Reload the page to continue.',
    reload: 'Reload',
  },
  {
    opening: 'Jiggy Care wird geöffnet…',
    unreachableTitle: 'Wir erreichen Jiggy Care nicht',
    unreachable:
      'Es kann an Ihrer Verbindung liegen oder an uns. Wir versuchen es weiter, die Seite öffnet sich von selbst.',
    tryNow: 'Jetzt versuchen',
    demoFailed: 'Hier gibt es keine Demo-Konten. Melden Sie sich mit Ihrem eigenen Konto an.',
    failedTitle: 'Auf dieser Seite ist etwas schiefgegangen',
    failed: 'Ihre gespeicherten Nachrichten sind sicher. Laden Sie die Seite neu, um weiterzumachen.',
    reload: 'Neu laden',
  },
);
