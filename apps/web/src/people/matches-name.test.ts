import { expect, it } from 'vitest';
import { matchesName } from './matches-name.ts';

it.each([
  ['Dr. Samir Haddad', '', true],
  ['Dr. Samir Haddad', 'had', true],
  ['Dr. Samir Haddad', 'hadd sam', true],
  ['Dr. Samir Haddad', 'addad', false],
  ['Zoë Ọlá', 'zoe ola', true],
  ['Anne-Marie Smith', 'marie', true],
  ['Anne-Marie Smith', 'smith bob', false],
])('looking in %j for %j: %s', (name, search, isFound) => {
  expect(matchesName(name, search)).toBe(isFound);
});
