import { roleWords } from '../i18n/role-words.ts';
import { defineWords } from '../i18n/words.ts';

export const peopleWords = defineWords({ patient: roleWords.en.patient }, { patient: roleWords.de.patient });
