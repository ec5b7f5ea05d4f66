import type { Language } from '@jiggy-care/protocol';
import type { Letter } from '../mail/letter.ts';

/** What the owner of an account is told of after it happened. */
export type Notice = 'password-changed' | 'given-back';

/** What a mail about an account is about. */
export type Matter = 'verify' | 'reset' | 'restore' | Notice;

type Words = Pick<Letter, 'subject' | 'paragraphs' | 'note'> & { readonly action: string };

const IN_ENGLISH: Readonly<Record<Matter, Words>> = {
  verify: {
    subject: 'Please confirm your e-mail address',
    paragraphs: [
      'This address was given for an account with us. Please confirm that it is yours.',
      'The link is good for two days, and once.',
    ],
    action: 'Confirm the address',
    note: 'If you know nothing of it, you need not do anything: without the link nothing happens.',
  },
  reset: {
    subject: 'Choose a new password',
    paragraphs: [
      'Somebody has asked for a new password for your account. If it was you, choose one here.',
      'The link is good for an hour, and once. Wherever you are signed in, you will be signed out.',
    ],
    action: 'Choose a new password',
    note: 'If it was not you, you need not do anything: your password stays as it is.',
  },
  restore: {
    subject: 'Your account has another e-mail address now',
    paragraphs: [
      'The e-mail address of your account was changed, and this one belongs to it no more.',
      'If it was not you, take your account back with the link below, and choose a new password right after. The link is good for three days.',
    ],
    action: 'That was not me',
    note: 'If it was you, all is well, and this is the last mail to this address.',
  },
  'password-changed': {
    subject: 'Your password was changed',
    paragraphs: [
      'The password of your account was changed just now.',
      'If it was not you, choose a new one at once: on the page to sign in, with “Forgot password?”.',
    ],
    action: 'To Jiggy Care',
    note: 'If it was you, all is well.',
  },
  'given-back': {
    subject: 'Your account is back at this e-mail address',
    paragraphs: [
      'You have taken your account back: it belongs to this e-mail address again, and everybody was signed out of it.',
      'The old password no longer works, whoever knew it. Please choose a new one: until then nobody can sign in.',
    ],
    action: 'Choose a new password',
    note: 'If it was not you, choose a new password all the same: only who reads the mails to this address can.',
  },
};

const IN_GERMAN: Readonly<Record<Matter, Words>> = {
  verify: {
    subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    paragraphs: [
      'Diese Adresse wurde für ein Konto bei uns angegeben. Bitte bestätigen Sie, dass sie Ihnen gehört.',
      'Der Link gilt zwei Tage und einmal.',
    ],
    action: 'Adresse bestätigen',
    note: 'Wenn Sie davon nichts wissen, müssen Sie nichts tun: Ohne den Link geschieht nichts.',
  },
  reset: {
    subject: 'Wählen Sie ein neues Passwort',
    paragraphs: [
      'Für Ihr Konto wurde ein neues Passwort verlangt. Wenn Sie das waren, wählen Sie es hier.',
      'Der Link gilt eine Stunde und einmal. Überall, wo Sie angemeldet sind, werden Sie abgemeldet.',
    ],
    action: 'Neues Passwort wählen',
    note: 'Wenn Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.',
  },
  restore: {
    subject: 'Ihr Konto hat jetzt eine andere E-Mail-Adresse',
    paragraphs: [
      'Die E-Mail-Adresse Ihres Kontos wurde geändert, und diese hier gehört nicht mehr dazu.',
      'Wenn Sie das nicht waren, holen Sie sich Ihr Konto mit dem Link unten zurück, und wählen Sie gleich danach ein neues Passwort. Der Link gilt drei Tage.',
    ],
    action: 'Das war ich nicht',
    note: 'Wenn Sie das waren, ist alles in Ordnung, und dies ist die letzte Mail an diese Adresse.',
  },
  'password-changed': {
    subject: 'Ihr Passwort wurde geändert',
    paragraphs: [
      'Das Passwort Ihres Kontos wurde gerade geändert.',
      'Wenn Sie das nicht waren, wählen Sie sofort ein neues: auf der Seite zum Anmelden, mit „Passwort vergessen?“.',
    ],
    action: 'Zu Jiggy Care',
    note: 'Wenn Sie das waren, ist alles in Ordnung.',
  },
  'given-back': {
    subject: 'Ihr Konto gehört wieder zu dieser E-Mail-Adresse',
    paragraphs: [
      'Sie haben Ihr Konto zurückgeholt: Es gehört wieder zu dieser E-Mail-Adresse, und alle wurden davon abgemeldet.',
      'Das alte Passwort gilt nicht mehr, wer immer es kannte. Bitte wählen Sie ein neues: Bis dahin kann sich niemand anmelden.',
    ],
    action: 'Neues Passwort wählen',
    note: 'Wenn Sie das nicht waren, wählen Sie trotzdem ein neues Passwort: Das kann nur, wer die Mails an diese Adresse liest.',
  },
};

const WORDS: Readonly<Record<Language, Readonly<Record<Matter, Words>>>> = { en: IN_ENGLISH, de: IN_GERMAN };

/** A mail about an account; it says nobody's name. */
export function letterOf(
  matter: Matter,
  { to, language, url }: { readonly to: string; readonly language: Language; readonly url: string },
): Letter {
  const { action, ...words } = WORDS[language][matter];
  return { to, language, ...words, action: { text: action, url } };
}
