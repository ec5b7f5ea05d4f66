import { describe, expect, it } from 'vitest';
import { StatementNames } from './statement-names.ts';

const OFTEN = 8;

describe('a statement that comes often', () => {
  it('has a name from then on, and every text another one', () => {
    const names = new StatementNames();
    const nameOf = (text: string) => Array.from({ length: OFTEN }, () => names.nameOf(text)).at(-1);
    const first = nameOf('select $1');
    expect(first).toMatch(/^jiggy_[\w-]{22}$/);
    expect(names.nameOf('select $1')).toBe(first);
    expect(nameOf('select $2')).not.toBe(first);
  });

  it('has none before, so that what comes once takes no place in the sessions', () => {
    const names = new StatementNames();
    for (let time = 1; time < OFTEN; time += 1) expect(names.nameOf('select $1')).toBeUndefined();
  });

  it('loses its name for good when its plan does not hold any more', () => {
    const names = new StatementNames();
    for (let time = 0; time < OFTEN; time += 1) names.nameOf('select $1');
    names.distrust('select $1');
    for (let time = 0; time < OFTEN; time += 1) expect(names.nameOf('select $1')).toBeUndefined();
  });
});
