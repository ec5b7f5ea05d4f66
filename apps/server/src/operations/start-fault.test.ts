import { expect, test } from 'vitest';
import { StartupError } from '../errors/startup-error.ts';
import { startFault } from './start-fault.ts';

const system = (code: string, facts: object = {}) =>
  Object.assign(new Error('words of the system'), { code, ...facts });

test.each([
  [new StartupError('the sentence'), /^the sentence$/],
  [system('EADDRINUSE', { syscall: 'listen' }), /^PORT is in use by another program\./],
  [system('EACCES', { syscall: 'listen' }), /^PORT may not be used by this account\./],
  [system('EADDRNOTAVAIL', { syscall: 'listen' }), /^HOST is not an address of this machine\./],
  [system('ENOTFOUND', { syscall: 'getaddrinfo' }), /^HOST is not an address of this machine\./],
  [
    system('EACCES', { syscall: 'open', path: '/etc/key.pem' }),
    /^The file \/etc\/key\.pem cannot be used \(EACCES\)\./,
  ],
  [system('ERR_OSSL_PEM_NO_START_LINE'), /^TLS_CERT and TLS_KEY are not a certificate and its key in PEM\./],
  [system('EMFILE', { syscall: 'open', path: '/x' }), /^No more files .*ulimit/],
])('what stops a start is one sentence with its cure (%#)', (thrown, sentence) => {
  expect(startFault(thrown)).toEqual([expect.stringMatching(sentence)]);
});

test('what could not be foreseen is a sentence too, without the words of the error, that may repeat input', () => {
  const [sentence] = startFault(new TypeError('secret'));
  expect(sentence).toMatch(
    /^The server cannot start because of a fault of its own \(TypeError, .*start-fault\.test\.ts/,
  );
  expect(sentence).not.toContain('secret');
  expect(sentence).not.toContain('{');
});
