import { defineWords } from '../i18n/words.ts';
import type { ChangeKind } from './booking-line.ts';

type Sentence = (name: string, when: string) => string;

/** Who did what with an appointment: the other person, or oneself. */
export const changeWords = defineWords(
  {
    byOther: {
      made: (name, when) => `${name} booked an appointment with you: ${when}`,
      moved: (name, when) => `${name} moved the appointment to ${when}`,
      completed: (name) => `${name} marked the appointment as completed`,
      cancelled: (name) => `${name} cancelled the appointment`,
      reopened: (name, when) => `${name} reopened the appointment: ${when}`,
    } as Record<ChangeKind, Sentence>,
    byYou: {
      made: (_name, when) => `You booked the appointment: ${when}`,
      moved: (_name, when) => `You moved the appointment to ${when}`,
      completed: () => 'You marked the appointment as completed',
      cancelled: () => 'You cancelled the appointment',
      reopened: (_name, when) => `You reopened the appointment: ${when}`,
    } as Record<ChangeKind, Sentence>,
  },
  {
    byOther: {
      made: (name, when) => `${name} hat einen Termin mit Ihnen gebucht: ${when}`,
      moved: (name, when) => `${name} hat den Termin auf ${when}, verlegt`,
      completed: (name) => `${name} hat den Termin als erledigt markiert`,
      cancelled: (name) => `${name} hat den Termin abgesagt`,
      reopened: (name, when) => `${name} hat den Termin wieder geöffnet: ${when}`,
    },
    byYou: {
      made: (_name, when) => `Sie haben den Termin gebucht: ${when}`,
      moved: (_name, when) => `Sie haben den Termin auf ${when}, verlegt`,
      completed: () => 'Sie haben den Termin als erledigt markiert',
      cancelled: () => 'Sie haben den Termin abgesagt',
      reopened: (_name, when) => `Sie haben den Termin wieder geöffnet: ${when}`,
    },
  },
);
