import { ChatError, type ChatErrorCode } from '@jiggy-care/client';
import { useFormat } from './format.ts';
import { defineWords, useWords } from './words.ts';

export const faultWords = defineWords(
  {
    unreachable: 'We cannot reach Jiggy Care right now. Check your connection and try again.',
    no_answer: 'Jiggy Care took too long to answer. Please try again.',
    signed_out: 'You have been signed out. Please sign in again.',
    unauthorized: 'You have been signed out. Please sign in again.',
    wrong_credentials: 'Wrong e-mail or password.',
    validation_failed: 'Something is not filled in correctly.',
    email_taken: 'There is already an account with this e-mail.',
    link_expired: 'This link was used already, is too old, or was replaced by a newer one.',
    mail_off: 'Mails cannot be sent from here. Please ask whoever runs this service.',
    email_not_verified:
      'Please confirm your e-mail address first: open the link in the mail we sent you. You can ask for another one in the settings.',
    signup_closed: 'This role needs an invitation here. Please enter yours.',
    forbidden: 'You are not allowed to do that.',
    not_found: 'That no longer exists.',
    conflict: 'That is no longer possible.',
    booking_cancelled: 'This appointment was cancelled.',
    not_available: 'This person is not available.',
    rate_limited: 'Too many tries in a short time. Please wait a moment.',
    rateLimitedFor: (time: string) => `Too many tries in a short time. Please wait ${time}.`,
    cookies_blocked: 'Your browser keeps no cookies of this page; without them nobody can be signed in.',
    unavailable: 'Jiggy Care is busy. Please try again in a moment.',
    payload_too_large: 'That is too long to send.',
    unsupported: 'This browser cannot do that.',
    other: 'Something went wrong on our side. Please try again.',
  },
  {
    unreachable:
      'Wir erreichen Jiggy Care gerade nicht. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
    no_answer: 'Jiggy Care hat zu lange nicht geantwortet. Bitte versuchen Sie es erneut.',
    signed_out: 'Sie wurden abgemeldet. Bitte melden Sie sich wieder an.',
    unauthorized: 'Sie wurden abgemeldet. Bitte melden Sie sich wieder an.',
    wrong_credentials: 'E-Mail oder Passwort ist falsch.',
    validation_failed: 'Hier ist etwas nicht richtig ausgefüllt.',
    email_taken: 'Mit dieser E-Mail-Adresse gibt es schon ein Konto.',
    link_expired: 'Dieser Link wurde schon verwendet, ist zu alt oder wurde durch einen neueren ersetzt.',
    mail_off: 'Von hier können keine Mails gesendet werden. Bitte fragen Sie, wer diesen Dienst betreibt.',
    email_not_verified:
      'Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse: mit dem Link in der Mail von uns. In den Einstellungen können Sie eine neue anfordern.',
    signup_closed: 'Für diese Rolle brauchen Sie hier eine Einladung. Bitte geben Sie Ihre ein.',
    forbidden: 'Das dürfen Sie nicht.',
    not_found: 'Das gibt es nicht mehr.',
    conflict: 'Das geht nicht mehr.',
    booking_cancelled: 'Dieser Termin wurde abgesagt.',
    not_available: 'Diese Person ist nicht erreichbar.',
    rate_limited: 'Zu viele Versuche in kurzer Zeit. Bitte warten Sie einen Moment.',
    rateLimitedFor: (time: string) => `Zu viele Versuche in kurzer Zeit. Bitte warten Sie noch ${time}.`,
    cookies_blocked: 'Ihr Browser behält keine Cookies dieser Seite; ohne sie kann niemand angemeldet sein.',
    unavailable: 'Jiggy Care ist gerade ausgelastet. Bitte versuchen Sie es gleich noch einmal.',
    payload_too_large: 'Das ist zu lang, um es zu senden.',
    unsupported: 'Dieser Browser kann das nicht.',
    other: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es erneut.',
  },
);

/** Says in the language of the page what went wrong; the SDK and the server speak English. */
export function useFaultText(): (thrown: unknown) => string {
  const { rateLimitedFor, ...words } = useWords(faultWords);
  const format = useFormat();
  const texts: Partial<Record<ChatErrorCode, string>> = words;
  return (thrown) => {
    if (!(thrown instanceof ChatError)) return words.other;
    const { code, retryAfterMs = 0 } = thrown;
    // A second or two is a moment.
    if (code === 'rate_limited' && retryAfterMs > 2_000) return rateLimitedFor(format.wait(retryAfterMs));
    return texts[code] ?? words.other;
  };
}
