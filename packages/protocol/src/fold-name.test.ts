import { expect, test } from 'vitest';
import { foldName } from './fold-name.ts';

test.each([
  ['Özlem Yıldız', 'ozlem yildiz'],
  ['IRIS İPEK', 'iris ipek'],
  ['José'.normalize('NFD'), 'jose'],
  ['José'.normalize('NFC'), 'jose'],
  ['Hildur Guðmundsdóttir', 'hildur gudmundsdottir'],
  ['Søren Łuk ß', 'soren luk ss'],
  ["Sinéad O'Brien", "sinead o'brien"],
  ['Sinéad O’Brien', "sinead o'brien"],
  ['Юлия', 'юлия'],
])('%j is searched and sorted as %j', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});
