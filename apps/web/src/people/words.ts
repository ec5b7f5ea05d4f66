import { defineWords } from '../i18n/words.ts';

export const peopleWords = defineWords({ patient: 'Patient' }, { patient: 'Patient/in' });
