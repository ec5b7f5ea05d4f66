import { defineWords } from '../i18n/words.ts';

export const noticeWords = defineWords(
  {
    region: 'Notifications',
    close: 'Close',
    open: (name: string) => `Open the conversation with ${name}`,
    // A lock screen is read by everybody: it tells who wrote, never what.
    pushTitle: (name: string) => `${name} wrote to you`,
    pushBody: 'Open Jiggy Care to read it.',
    calling: (name: string) => `${name} is calling…`,
    callingBody: 'Open Jiggy Care to answer.',
    missedTitle: (name: string) => `Missed call from ${name}`,
    missedBody: 'Open Jiggy Care to call back.',
    appointmentTitle: (name: string) => `${name} changed an appointment`,
    appointmentBody: 'Open Jiggy Care to see it.',
    openAppointment: 'Open the appointment',
    appointment: {
      made: 'New appointment',
      moved: 'Appointment moved',
      completed: 'Appointment completed',
      cancelled: 'Appointment cancelled',
      reopened: 'Appointment reopened',
    },
  },
  {
    region: 'Benachrichtigungen',
    close: 'Schließen',
    open: (name: string) => `Chat mit ${name} öffnen`,
    pushTitle: (name: string) => `${name} hat Ihnen geschrieben`,
    pushBody: 'Öffnen Sie Jiggy Care, um es zu lesen.',
    calling: (name: string) => `${name} ruft an…`,
    callingBody: 'Öffnen Sie Jiggy Care, um anzunehmen.',
    missedTitle: (name: string) => `Verpasster Anruf von ${name}`,
    missedBody: 'Öffnen Sie Jiggy Care, um zurückzurufen.',
    appointmentTitle: (name: string) => `${name} hat einen Termin geändert`,
    appointmentBody: 'Öffnen Sie Jiggy Care, um ihn zu sehen.',
    openAppointment: 'Termin öffnen',
    appointment: {
      made: 'Neuer Termin',
      moved: 'Termin verlegt',
      completed: 'Termin erledigt',
      cancelled: 'Termin abgesagt',
      reopened: 'Termin wieder geöffnet',
    },
  },
);
