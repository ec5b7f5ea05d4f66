import { defineWords } from './i18n/words.ts';

export const homeWords = defineWords(
  {
    messages: 'Messages',
    calls: 'Calls',
    check: 'Sound and picture check',
    appointments: 'Appointments',
    settings: 'Settings',
    menu: 'Main menu',
    unread: (count: number) => (count === 1 ? '1 unread message' : `${count} unread messages`),
    skip: 'Skip to content',
    chooseTitle: 'Pick up where you left off',
    choose: 'Choose a conversation on the left.',
    welcomeTitle: (name: string) => `Welcome, ${name}`,
    welcome: 'Your conversations appear here.',
  },
  {
    messages: 'Nachrichten',
    calls: 'Anrufe',
    check: 'Ton- und Bildtest',
    appointments: 'Termine',
    settings: 'Einstellungen',
    menu: 'Hauptmenü',
    unread: (count: number) => (count === 1 ? '1 ungelesene Nachricht' : `${count} ungelesene Nachrichten`),
    skip: 'Zum Inhalt springen',
    chooseTitle: 'Machen Sie weiter, wo Sie waren',
    choose: 'Wählen Sie links einen Chat.',
    welcomeTitle: (name: string) => `Willkommen, ${name}`,
    welcome: 'Hier erscheinen Ihre Chats.',
  },
);
