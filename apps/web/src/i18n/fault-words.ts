import { ChatError, type ChatErrorCode } from '@jiggy-care/client';
import { defineWords, useWords } from './words.ts';

export const faultWords = defineWords(
  {
    unreachable: 'We cannot reach Jiggy Care just now. Check your connection and try again.',
    no_answer: 'Jiggy Care took too long to answer. Please try again.',
    signed_out: 'You have been signed out. Please sign in again.',
    unauthorized: 'You have been signed out. Please sign in again.',
    wrong_credentials: 'That e-mail and password do not fit together.',
    validation_failed: 'Something here is not filled in as it should be.',
    email_taken: 'There is an account with this e-mail already.',
    signup_closed: 'Consultants join by invitation here. Please enter yours.',
    forbidden: 'You may not do that.',
    not_found: 'We could not find that any more.',
    conflict: 'That is no longer possible.',
    booking_cancelled: 'This appointment was cancelled.',
    rate_limited: 'That was a lot in a short time. Please wait a moment.',
    unavailable: 'Jiggy Care is busy. Please try again in a moment.',
    payload_too_large: 'That is too long to be sent.',
    unsupported: 'This browser cannot do that.',
    other: 'Something went wrong on our side. Please try again.',
  },
  {
    unreachable:
      'Wir erreichen Jiggy Care gerade nicht. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
    no_answer: 'Jiggy Care hat zu lange nicht geantwortet. Bitte versuchen Sie es erneut.',
    signed_out: 'Sie wurden abgemeldet. Bitte melden Sie sich wieder an.',
    unauthorized: 'Sie wurden abgemeldet. Bitte melden Sie sich wieder an.',
    wrong_credentials: 'E-Mail und Passwort passen nicht zusammen.',
    validation_failed: 'Hier ist etwas nicht richtig ausgefüllt.',
    email_taken: 'Zu dieser E-Mail gibt es schon ein Konto.',
    signup_closed: 'Beratende kommen hier nur mit Einladung dazu. Bitte geben Sie Ihre ein.',
    forbidden: 'Das dürfen Sie nicht.',
    not_found: 'Das konnten wir nicht mehr finden.',
    conflict: 'Das geht nicht mehr.',
    booking_cancelled: 'Dieser Termin wurde abgesagt.',
    rate_limited: 'Das war viel auf einmal. Bitte warten Sie einen Moment.',
    unavailable: 'Jiggy Care ist gerade ausgelastet. Bitte versuchen Sie es gleich noch einmal.',
    payload_too_large: 'Das ist zu lang zum Senden.',
    unsupported: 'Dieser Browser kann das nicht.',
    other: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es erneut.',
  },
);

/** Says in the language of the page what went wrong; the SDK and the server speak English. */
export function useFaultText(): (thrown: unknown) => string {
  const words: Partial<Record<ChatErrorCode | 'other', string>> = useWords(faultWords);
  return (thrown) => (thrown instanceof ChatError ? words[thrown.code] : undefined) ?? words.other ?? '';
}
