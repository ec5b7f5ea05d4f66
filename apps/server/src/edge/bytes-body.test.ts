import type { Route } from '@jiggy-care/protocol';
import { expect, test } from 'vitest';
import { bytesBody, requireSafeBytes } from './bytes-body.ts';

const row = (change: object = {}): Route => ({
  method: 'POST',
  path: '/files/:fileId',
  summary: 'Of a test',
  tag: 'Chat',
  access: 'person',
  takesBytes: { types: ['image/png'], maxBytes: 1 },
  status: 204,
  refusals: [],
  ...change,
});
const taking = (types: string[], maxBytes = 1) => row({ takesBytes: { types, maxBytes } });

test.each([
  ['a form', taking(['image/png', 'application/x-www-form-urlencoded']), 'an HTML form'],
  ['a form with files', taking(['multipart/form-data']), 'an HTML form'],
  ['a form of text', taking(['text/plain']), 'an HTML form'],
  ['a form in other letters', taking(['Text/Plain']), 'in lower case'],
  ['a form with a parameter', taking(['text/plain;a=b']), 'without parameters'],
  ['whatever comes', taking(['*/*']), 'media types'],
  ['nothing', taking([]), 'media types'],
  ['any amount', taking(['image/png'], Number.POSITIVE_INFINITY), 'no limit'],
  ['a question', row({ method: 'GET' }), 'no body'],
])('a row that takes %s is no row', (_, route, why) => {
  expect(() => requireSafeBytes(route)).toThrow(why);
  expect(() => bytesBody([route])).toThrow(why);
});

test('a row that gives pages is no row', () => {
  const pages = row({ takesBytes: undefined, givesBytes: { types: ['text/html'] } });
  expect(() => requireSafeBytes(pages)).toThrow('text/html');
});

test.each(['/files/plain', '/Files/:id', '/:what/now'])(
  'bytes for /files/:fileId cannot be meant for %s too',
  (path) => {
    expect(() => bytesBody([row(), row({ path, takesBytes: undefined })])).toThrow('may be meant as well');
  },
);

test.each([
  ['another method', { method: 'PATCH' }],
  ['another path', { path: '/files/:fileId/content' }],
])('a route by %s may stand beside it', (_, change) => {
  expect(() => bytesBody([row(), row(change)])).not.toThrow();
});
