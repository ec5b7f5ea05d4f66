import { describe, expect, it } from 'vitest';
import { hueOf, initialsOf } from './initials.ts';

describe('the picture of a person', () => {
  it.each([
    ['Dr. Samir Haddad', 'SH'],
    ['Prof. Dr. med. Ada M. Bello', 'AB'],
    ['ọlá', 'Ọ'],
    ['  Zoë   van der Ọlá ', 'ZỌ'],
    ['李 小龍', '李小'],
    ['Dr.', 'D'],
    ['🙂', ''],
    ['<img src=x>', 'IS'],
  ])('%s is %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('has a colour of its own that stays', () => {
    expect(hueOf('a')).toBe(hueOf('a'));
    const hues = new Set(Array.from({ length: 100 }, (_, index) => hueOf(`person-${index}`)));
    expect(hues.size).toBeGreaterThan(10);
  });
});
