import { LIMITS } from '@jiggy-care/protocol/words';
import { defineWords } from '../i18n/words.ts';

/** Forgotten passwords, and what the links in mails lead to. */
export const recoveryWords = defineWords(
  {
    forgot: 'Forgot password?',
    forgotTitle: 'Forgot your password?',
    forgotLead: 'Tell us your e-mail address, and we send you a link to choose a new one.',
    email: 'E-mail',
    send: 'Send the link',
    sent: (email: string) =>
      `If there is an account with ${email}, a mail with a link is on its way. The link is good for an hour. Nothing there? Look into the spam folder too.`,
    sendAgain: 'Use another address',
    toSignIn: 'Back to sign in',
    toApp: 'To Jiggy Care',
    resetTitle: 'Choose a new password',
    resetLead: 'Afterwards you are signed out everywhere, and sign in with the new one.',
    newPassword: 'New password',
    newPasswordHint: `${LIMITS.passwordMinChars} characters or more. A short sentence is easy to remember.`,
    show: 'Show password',
    hide: 'Hide password',
    reset: 'Save the new password',
    resetDone: 'Your new password is saved. Please sign in with it.',
    openTitle: 'Your e\u2011mail address',
    verified: 'Thank you, your e-mail address is confirmed.',
    verifiedBefore: (email: string) => `${email} is confirmed. There is nothing left to do.`,
    verifyLead: 'Please confirm that this address is yours.',
    verify: 'Confirm the address',
    restoreTitle: 'Take your account back',
    restoreLead:
      'Your account gets this e-mail address back, and everybody is signed out of it. The old password ends; you choose a new one.',
    restore: 'Take it back',
    restored:
      'Your account is back at this e-mail address. The old password no longer works: please choose a new one.',
    chooseNew: 'Choose a new password',
    newMail: 'Ask for a new mail',
    tooOld: 'This link was used already, is too old, or was replaced by a newer one.',
    faults: {
      email: 'Please enter an e-mail address, like ada@example.org.',
      short: `Please use ${LIMITS.passwordMinChars} characters or more.`,
      common: 'This password is too common. Please choose another one.',
    },
  },
  {
    forgot: 'Passwort vergessen?',
    forgotTitle: 'Passwort vergessen?',
    forgotLead: 'Nennen Sie uns Ihre E-Mail-Adresse, und wir senden Ihnen einen Link für ein neues.',
    email: 'E-Mail',
    send: 'Link senden',
    sent: (email: string) =>
      `Wenn es ein Konto mit ${email} gibt, ist eine Mail mit einem Link unterwegs. Er gilt eine Stunde. Nichts da? Sehen Sie auch im Spam-Ordner nach.`,
    sendAgain: 'Andere Adresse verwenden',
    toSignIn: 'Zurück zum Anmelden',
    toApp: 'Zu Jiggy Care',
    resetTitle: 'Neues Passwort wählen',
    resetLead: 'Danach sind Sie überall abgemeldet und melden sich mit dem neuen an.',
    newPassword: 'Neues Passwort',
    newPasswordHint: `Mindestens ${LIMITS.passwordMinChars} Zeichen. Ein kurzer Satz ist leicht zu merken.`,
    show: 'Passwort anzeigen',
    hide: 'Passwort verbergen',
    reset: 'Neues Passwort speichern',
    resetDone: 'Ihr neues Passwort ist gespeichert. Bitte melden Sie sich damit an.',
    openTitle: 'Ihre E\u2011Mail-Adresse',
    verified: 'Danke, Ihre E-Mail-Adresse ist bestätigt.',
    verifiedBefore: (email: string) => `${email} ist bestätigt. Sie brauchen nichts mehr zu tun.`,
    verifyLead: 'Bitte bestätigen Sie, dass diese Adresse Ihnen gehört.',
    verify: 'Adresse bestätigen',
    restoreTitle: 'Konto zurückholen',
    restoreLead:
      'Ihr Konto bekommt diese E-Mail-Adresse zurück, und alle werden davon abgemeldet. Das alte Passwort gilt dann nicht mehr; Sie wählen ein neues.',
    restore: 'Konto zurückholen',
    restored:
      'Ihr Konto gehört wieder zu dieser E-Mail-Adresse. Das alte Passwort gilt nicht mehr: Bitte wählen Sie ein neues.',
    chooseNew: 'Neues Passwort wählen',
    newMail: 'Neue Mail anfordern',
    tooOld: 'Dieser Link wurde schon verwendet, ist zu alt oder wurde durch einen neueren ersetzt.',
    faults: {
      email: 'Bitte geben Sie eine E-Mail-Adresse ein, etwa ada@example.org.',
      short: `Bitte verwenden Sie mindestens ${LIMITS.passwordMinChars} Zeichen.`,
      common: 'Dieses Passwort ist zu verbreitet. Bitte wählen Sie ein anderes.',
    },
  },
);
