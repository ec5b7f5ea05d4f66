import { expect, it } from 'vitest';
import { claimsTitle } from './claims-title.ts';

it.each([
  ['Ada Bello', false],
  ['Andrea Medina', false],
  ['Andrew Drake', false],
  ['Dr. Samir Haddad', true],
  ['dr samir haddad', true],
  ['Dr.Haddad', true],
  ['DrHaddad', true],
  ['Samir Haddad, MD', true],
  ['Prof. Dr. med. Bello', true],
  ['Ｄｒ. Haddad', true],
  ['Ärztin Vance', true],
  ['A\u0308rztin Vance', true],
  ['Jiggy Care Support', true],
  ['Schwester Agnes (Praxis)', true],
])('%s claims a title: %s', (name, expected) => {
  expect(claimsTitle(name)).toBe(expected);
});
