import { roleWords } from '../i18n/role-words.ts';
import { defineWords } from '../i18n/words.ts';

/** Stands in for a name that is not known yet. */
export const personWords = defineWords(roleWords.en, roleWords.de);
