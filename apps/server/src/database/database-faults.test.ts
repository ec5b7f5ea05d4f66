import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DatabaseFaults } from './database-faults.ts';

const log = { error: vi.fn() };
let now: number;
let faults: DatabaseFaults;
beforeEach(() => {
  log.error.mockClear();
  now = 0;
  faults = new DatabaseFaults(log, () => now);
  faults.begin();
});
const fault = (code: string) => Object.assign(new Error('insert of "private words"'), { code });

describe('what the database refuses for its own reasons', () => {
  test('is told once a minute for each kind, with its code and how often, never with its words', () => {
    for (let times = 0; times < 5; times += 1) faults.note(fault('53100'));
    faults.note(fault('25006'));
    now = 60_000;
    faults.note(new Error('Failed query', { cause: fault('53100') }));
    expect(log.error.mock.calls).toEqual([
      [{ code: '53100' }, 'the database has no room left on its disk'],
      [{ code: '25006' }, expect.stringContaining('is read-only')],
      [{ code: '53100', times: 5 }, 'the database has no room left on its disk'],
    ]);
    expect([...faults.counts()]).toEqual([
      ['53100', 6],
      ['25006', 1],
    ]);
  });

  test.each(['53100', '53200', '58030', 'XX001', '42501'])('%s makes not ready for ten seconds', (code) => {
    faults.note(fault(code));
    now = 9_999;
    expect(faults.refusesWrites()).toBe(true);
    now = 10_000;
    expect(faults.refusesWrites()).toBe(false);
  });

  test.each(['23505', '22001', '42P01', '55P03', '40P01'])(
    '%s is about a statement and is not noted',
    (code) => {
      faults.note(fault(code));
      expect(log.error).not.toHaveBeenCalled();
      expect(faults.refusesWrites()).toBe(false);
    },
  );

  test.each([
    ['ECONNREFUSED', 'nothing listens'],
    ['ENOTFOUND', 'host is not known'],
    ['EHOSTUNREACH', 'cannot be reached'],
    ['CERT_HAS_EXPIRED', 'certificate'],
    ['28P01', 'refuses our login'],
    ['ETIMEDOUT', 'does not answer'],
  ])('%s, that it cannot be reached, is told too', (code, words) => {
    faults.note(fault(code));
    expect(log.error).toHaveBeenCalledWith({ code }, expect.stringContaining(words));
  });
});
