import { defineWords } from '../i18n/words.ts';

const unsentEn = (count: number) => (count === 1 ? '1 message waits' : `${count} messages wait`);
const unsentDe = (count: number) => (count === 1 ? '1 Nachricht wartet' : `${count} Nachrichten warten`);

export const connectionWords = defineWords(
  {
    offline: 'You are offline.',
    offlineKept: 'Read and write on: what you write is kept on this device and sent when you are back.',
    offlineInMemory: 'Read and write on, and leave this page open: what you write is sent when you are back.',
    reconnecting: 'Connecting again…',
    reconnectingMore: 'You can go on writing; it is sent as soon as we are back.',
    slow: 'Live updates are blocked on this network.',
    slowMore: 'Messages still come and go, just a few seconds later.',
    back: 'You are back online.',
    waiting: (count: number) => `${unsentEn(count)} to be sent.`,
  },
  {
    offline: 'Sie sind offline.',
    offlineKept:
      'Lesen und schreiben Sie weiter: Was Sie schreiben, bleibt auf diesem Gerät und wird gesendet, sobald Sie zurück sind.',
    offlineInMemory:
      'Lesen und schreiben Sie weiter und lassen Sie diese Seite offen: Was Sie schreiben, wird gesendet, sobald Sie zurück sind.',
    reconnecting: 'Verbindung wird wiederhergestellt…',
    reconnectingMore: 'Schreiben Sie ruhig weiter; gesendet wird, sobald wir zurück sind.',
    slow: 'Direkte Aktualisierung ist in diesem Netz gesperrt.',
    slowMore: 'Nachrichten kommen und gehen trotzdem, nur ein paar Sekunden später.',
    back: 'Sie sind wieder online.',
    waiting: (count: number) => `${unsentDe(count)} aufs Senden.`,
  },
);
