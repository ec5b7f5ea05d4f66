import { expect, test } from 'vitest';
import { mediaProblem } from './media-problem.ts';

test.each([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'in-use'],
  ['AbortError', 'in-use'],
  ['NotSupportedError', 'unsupported'],
  ['InvalidStateError', 'failed'],
])('what a device throws as %s is %s', (name, kind) => {
  const cause = new DOMException('no', name);
  expect(mediaProblem('camera', cause)).toEqual({ of: 'camera', kind, cause });
});

test('a page without devices, and anything that is no error at all, are problems too', () => {
  expect(mediaProblem('microphone', new TypeError('undefined is no object')).kind).toBe('unsupported');
  expect(mediaProblem('screen', 'strange').kind).toBe('failed');
});
