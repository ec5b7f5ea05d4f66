import chosen from '../../role-words.json' with { type: 'json' };
import { defineWords } from './words.ts';

/**
 * What the two roles are called. Practices call their people differently, so these words alone stand in a file
 * that an operator may edit before building; no other text of the pages names a role.
 */
export const roleWords = defineWords(chosen.en, chosen.de);
