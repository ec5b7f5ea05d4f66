import type { CallType, Preferences, UserRole } from '@jiggy-care/protocol';

type Language = NonNullable<Preferences['language']>;

/** Everything that a notification says, in the languages that people may choose. */
interface NoteWords {
  readonly newMessage: string;
  readonly from: (who: string) => string;
  readonly fromRole: Readonly<Record<UserRole, string>>;
  readonly ringing: Readonly<Record<CallType, string>>;
  readonly isCalling: (who: string) => string;
  readonly roleIsCalling: Readonly<Record<UserRole, string>>;
  readonly missed: string;
  readonly answered: string;
  readonly declined: string;
  readonly elsewhere: string;
  readonly answer: string;
  readonly decline: string;
  readonly works: string;
  readonly worksMore: string;
}

export const NOTE_WORDS: Readonly<Record<Language, NoteWords>> = {
  en: {
    newMessage: 'New message',
    from: (who) => `From ${who}`,
    fromRole: { patient: 'From a patient', consultant: 'From your consultant' },
    ringing: { video: 'Video call', audio: 'Audio call' },
    isCalling: (who) => `${who} is calling you`,
    roleIsCalling: { patient: 'A patient is calling you', consultant: 'Your consultant is calling you' },
    missed: 'Missed call',
    answered: 'Call answered',
    declined: 'Call declined',
    elsewhere: 'On another device',
    answer: 'Answer',
    decline: 'Decline',
    works: 'Notifications work',
    worksMore: 'This device is reached while the app is closed.',
  },
  de: {
    newMessage: 'Neue Nachricht',
    from: (who) => `Von ${who}`,
    fromRole: {
      patient: 'Von einer Patientin oder einem Patienten',
      consultant: 'Von Ihrer Behandlerin oder Ihrem Behandler',
    },
    ringing: { video: 'Videoanruf', audio: 'Sprachanruf' },
    isCalling: (who) => `${who} ruft an`,
    roleIsCalling: {
      patient: 'Eine Patientin oder ein Patient ruft an',
      consultant: 'Ihre Behandlerin oder Ihr Behandler ruft an',
    },
    missed: 'Verpasster Anruf',
    answered: 'Anruf angenommen',
    declined: 'Anruf abgelehnt',
    elsewhere: 'Auf einem anderen Gerät',
    answer: 'Annehmen',
    decline: 'Ablehnen',
    works: 'Benachrichtigungen kommen an',
    worksMore: 'Dieses Gerät wird auch bei geschlossener App erreicht.',
  },
};
