import { defineWords } from '../i18n/words.ts';

/** Name and e-mail address of one's own account. */
export const ownWords = defineWords(
  {
    title: 'Name and e-mail',
    name: 'Your name',
    nameHint: 'As the other person sees it.',
    saveName: 'Save the name',
    nameSaved: 'Your new name is saved.',
    email: 'E-mail',
    newEmail: 'New e-mail address',
    password: 'Your password',
    show: 'Show password',
    hide: 'Hide password',
    changeEmail: 'Change the e-mail address',
    pending: (email: string) =>
      `We have sent a mail to ${email}. Open its link, and it is your address; until then nothing changes.`,
    verified: 'Confirmed',
    unverified: 'Not confirmed yet: open the link in the mail we sent you.',
    sendAgain: 'Send another mail',
    sent: 'A mail is on its way. Please open its link.',
    elsewhere: 'Name and e-mail address are kept where you sign in.',
    faults: {
      name: 'Please enter your name.',
      email: 'Please enter an e-mail address, like ada@example.org.',
      password: 'Please enter your password.',
      wrong: 'This is not your password.',
    },
  },
  {
    title: 'Name und E-Mail',
    name: 'Ihr Name',
    nameHint: 'So, wie ihn die andere Person sieht.',
    saveName: 'Namen speichern',
    nameSaved: 'Ihr neuer Name ist gespeichert.',
    email: 'E-Mail',
    newEmail: 'Neue E-Mail-Adresse',
    password: 'Ihr Passwort',
    show: 'Passwort anzeigen',
    hide: 'Passwort verbergen',
    changeEmail: 'E-Mail-Adresse ändern',
    pending: (email: string) =>
      `Wir haben eine Mail an ${email} gesendet. Mit ihrem Link wird das Ihre Adresse; bis dahin ändert sich nichts.`,
    verified: 'Bestätigt',
    unverified: 'Noch nicht bestätigt: Öffnen Sie den Link in der Mail von uns.',
    sendAgain: 'Noch eine Mail senden',
    sent: 'Eine Mail ist unterwegs. Bitte öffnen Sie ihren Link.',
    elsewhere: 'Name und E-Mail-Adresse werden dort verwaltet, wo Sie sich anmelden.',
    faults: {
      name: 'Bitte geben Sie Ihren Namen ein.',
      email: 'Bitte geben Sie eine E-Mail-Adresse ein, etwa ada@example.org.',
      password: 'Bitte geben Sie Ihr Passwort ein.',
      wrong: 'Das ist nicht Ihr Passwort.',
    },
  },
);
