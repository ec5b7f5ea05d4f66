import { defineWords } from '../i18n/words.ts';

/** What several parts of the app say about calls. */
export const callsWords = defineWords(
  {
    kind: { audio: 'Voice call', video: 'Video call' },
    place: {
      audio: (name: string) => `Voice call with ${name}`,
      video: (name: string) => `Video call with ${name}`,
    },
    cannot: {
      cancelled: 'This appointment was cancelled, so you can no longer call here.',
      inCall: 'You are already in a call.',
      offline: 'You are offline. You can call again once you are connected.',
      unknown: 'This conversation is still loading. Try again in a moment.',
      unsupported: 'This browser cannot make calls. An up-to-date Chrome, Edge, Firefox or Safari can.',
    },
    missed: (count: number) => (count === 1 ? '1 missed call' : `${count} missed calls`),
    endings: {
      talked: 'Call ended',
      declined: 'Declined',
      'declined-by-me': 'You declined',
      'no-answer': 'No answer',
      missed: 'Missed call',
      'missed-busy': 'Missed while you were in another call',
      cancelled: 'You cancelled',
      busy: 'In another call',
      offline: 'Not reachable',
      'answered-elsewhere': 'Answered on another device',
      'declined-elsewhere': 'Declined on another device',
      'connection-lost': 'Connection lost',
      'not-connected': 'Not connected',
      replaced: 'Replaced by another call',
      'signed-out': 'You were signed out',
      'booking-cancelled': 'Appointment cancelled',
      refused: 'The call did not start',
    },
  },
  {
    kind: { audio: 'Sprachanruf', video: 'Videoanruf' },
    place: {
      audio: (name: string) => `Sprachanruf mit ${name}`,
      video: (name: string) => `Videoanruf mit ${name}`,
    },
    cannot: {
      cancelled: 'Dieser Termin wurde abgesagt, deshalb können Sie hier nicht mehr anrufen.',
      inCall: 'Sie sind schon in einem Anruf.',
      offline: 'Sie sind offline. Sobald Sie verbunden sind, können Sie wieder anrufen.',
      unknown: 'Der Chat wird noch geladen. Versuchen Sie es gleich noch einmal.',
      unsupported:
        'Mit diesem Browser können Sie nicht telefonieren. Ein aktueller Chrome, Edge, Firefox oder Safari kann es.',
    },
    missed: (count: number) => (count === 1 ? '1 verpasster Anruf' : `${count} verpasste Anrufe`),
    endings: {
      talked: 'Anruf beendet',
      declined: 'Abgelehnt',
      'declined-by-me': 'Von Ihnen abgelehnt',
      'no-answer': 'Keine Antwort',
      missed: 'Verpasster Anruf',
      'missed-busy': 'Verpasst: Sie waren in einem anderen Anruf',
      cancelled: 'Von Ihnen abgebrochen',
      busy: 'In einem anderen Anruf',
      offline: 'Nicht erreichbar',
      'answered-elsewhere': 'Auf einem anderen Gerät angenommen',
      'declined-elsewhere': 'Auf einem anderen Gerät abgelehnt',
      'connection-lost': 'Verbindung verloren',
      'not-connected': 'Nicht verbunden',
      replaced: 'Durch einen anderen Anruf ersetzt',
      'signed-out': 'Sie wurden abgemeldet',
      'booking-cancelled': 'Termin abgesagt',
      refused: 'Der Anruf kam nicht zustande',
    },
  },
);
