import { defineWords } from '../i18n/words.ts';

export const partWords = defineWords(
  {
    brokenTitle: 'Something went wrong on this page',
    broken: 'Your stored messages are safe. Reload the page to continue.',
    missingTitle: 'This page did not load',
    missing:
      'The network may have been gone for a moment, or there is a newer version. Reload the page to continue.',
    inCall: 'Your call goes on. Try again, or go to another page.',
    reload: 'Reload',
    tryAgain: 'Try again',
    callTitle: (name: string) => `The call screen with ${name} did not load`,
    callText: 'The call itself goes on.',
    mute: 'Mute',
    unmute: 'Unmute',
    hangUp: 'Hang up',
    showAgain: 'Show again',
  },
  {
    brokenTitle: 'Auf dieser Seite ist etwas schiefgegangen',
    broken: 'Ihre gespeicherten Nachrichten sind sicher. Laden Sie die Seite neu, um weiterzumachen.',
    missingTitle: 'Diese Seite wurde nicht geladen',
    missing:
      'Das Netz war vielleicht kurz weg, oder es gibt eine neuere Fassung. Laden Sie die Seite neu, um weiterzumachen.',
    inCall: 'Ihr Anruf geht weiter. Versuchen Sie es noch einmal, oder wechseln Sie auf eine andere Seite.',
    reload: 'Neu laden',
    tryAgain: 'Noch einmal versuchen',
    callTitle: (name: string) => `Die Anrufansicht mit ${name} wurde nicht geladen`,
    callText: 'Der Anruf selbst geht weiter.',
    mute: 'Stumm schalten',
    unmute: 'Mikrofon einschalten',
    hangUp: 'Auflegen',
    showAgain: 'Wieder zeigen',
  },
);
