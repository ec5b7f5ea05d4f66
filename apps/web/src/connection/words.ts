import { defineWords } from '../i18n/words.ts';

const unsentEn = (count: number) => (count === 1 ? '1 message' : `${count} messages`);
const unsentDe = (count: number) => (count === 1 ? '1 Nachricht ist' : `${count} Nachrichten sind`);

export const connectionWords = defineWords(
  {
    offline: 'You are offline.',
    offlineKept: 'You can keep writing. Your messages are kept on this device and sent when you are back.',
    offlineInMemory: 'You can keep writing. Leave this page open: your messages are sent when you are back.',
    reconnecting: 'Reconnecting…',
    reconnectingMore: 'You can keep writing. Your messages are sent as soon as you are connected.',
    slow: 'Live updates are blocked on this network.',
    slowMore: 'Messages still arrive, just a few seconds later.',
    back: 'You are back online.',
    waiting: (count: number) => `${unsentEn(count)} waiting to be sent.`,
  },
  {
    offline: 'Sie sind offline.',
    offlineKept:
      'Sie können weiterschreiben. Ihre Nachrichten bleiben auf diesem Gerät und werden gesendet, sobald Sie wieder online sind.',
    offlineInMemory:
      'Sie können weiterschreiben. Lassen Sie diese Seite offen: Ihre Nachrichten werden gesendet, sobald Sie wieder online sind.',
    reconnecting: 'Verbindung wird wiederhergestellt…',
    reconnectingMore:
      'Sie können weiterschreiben. Ihre Nachrichten werden gesendet, sobald die Verbindung steht.',
    slow: 'Dieses Netz blockiert die direkte Verbindung.',
    slowMore: 'Nachrichten kommen trotzdem an, nur ein paar Sekunden später.',
    back: 'Sie sind wieder online.',
    waiting: (count: number) => `${unsentDe(count)} noch nicht gesendet.`,
  },
);
