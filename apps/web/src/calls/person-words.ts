import { defineWords } from '../i18n/words.ts';

/** Stands in for a name that is not known yet. */
export const personWords = defineWords(
  { patient: 'Patient', consultant: 'Consultant' },
  { patient: 'Patient/in', consultant: 'Berater/in' },
);
