import { defineWords } from '../i18n/words.ts';

export const sessionWords = defineWords(
  {
    opening: 'Opening Jiggy Care…',
    unreachableTitle: 'We cannot reach Jiggy Care',
    unreachable: 'It may be your connection, or us. We keep trying; this page opens by itself.',
    tryNow: 'Try now',
    demoFailed: 'There are no demo accounts here. Sign in with your own account.',
    demoTitle: 'Open the demo?',
    demoQuestion: (name: string) =>
      `You are signed in as ${name}. The demo signs you out here, and what you have not sent yet is lost.`,
    demoGo: 'Sign out and open the demo',
    demoStay: 'Stay signed in',
  },
  {
    opening: 'Jiggy Care wird geöffnet…',
    unreachableTitle: 'Wir erreichen Jiggy Care nicht',
    unreachable:
      'Es kann an Ihrer Verbindung liegen oder an uns. Wir versuchen es weiter, die Seite öffnet sich von selbst.',
    tryNow: 'Jetzt versuchen',
    demoFailed: 'Hier gibt es keine Demo-Konten. Melden Sie sich mit Ihrem eigenen Konto an.',
    demoTitle: 'Die Demo öffnen?',
    demoQuestion: (name: string) =>
      `Sie sind als ${name} angemeldet. Die Demo meldet Sie hier ab, und was noch nicht gesendet ist, geht verloren.`,
    demoGo: 'Abmelden und Demo öffnen',
    demoStay: 'Angemeldet bleiben',
  },
);
