import { ConfigFault } from '../config/config.ts';
import { StartupError } from '../errors/startup-error.ts';
import { describeError } from './describe-error.ts';

/** What stops a start, in sentences for whoever started it: what is wrong and the cure, no stack and no value. */
export function startFault(thrown: unknown): readonly string[] {
  if (thrown instanceof ConfigFault) return thrown.faults;
  if (thrown instanceof StartupError) return [thrown.message];
  return [ofListening(thrown) ?? ofFiles(thrown) ?? ofOurs(thrown)];
}

function ofListening(thrown: unknown): string | undefined {
  const { code, syscall } = thrown as NodeJS.ErrnoException;
  if (syscall !== 'listen' && syscall !== 'getaddrinfo' && syscall !== 'bind') return undefined;
  if (code === 'EADDRINUSE')
    return 'PORT is in use by another program. Stop it, or set PORT to another number.';
  if (code === 'EACCES') return 'PORT may not be used by this account. Set PORT to a number above 1023.';
  return 'HOST is not an address of this machine. Set HOST to 127.0.0.1 or 0.0.0.0, or remove it.';
}

function ofFiles(thrown: unknown): string | undefined {
  const { code, path, syscall } = thrown as NodeJS.ErrnoException;
  if (code === 'EMFILE' || code === 'ENFILE')
    return 'No more files or connections may be opened. Raise the limit (ulimit -n 65536).';
  if (code === 'ENOSPC') return 'The disk is full. Make room where DATA_DIR lies.';
  if (code?.startsWith('ERR_OSSL') || code?.startsWith('ERR_CRYPTO'))
    return 'TLS_CERT and TLS_KEY are not a certificate and its key in PEM. Name two files that belong together.';
  if (typeof path !== 'string' || syscall === undefined) return undefined;
  return `The file ${path} cannot be used (${code}). Correct its rights or the setting that names it.`;
}

/** Not foreseen: where it happened is all that a stranger can pass on. */
function ofOurs(thrown: unknown): string {
  const { type, code, at } = describeError(thrown) as { type: string; code?: string; at?: readonly string[] };
  const facts = [type, code, at?.[0]].filter((fact) => fact !== undefined).join(', ');
  return `The server cannot start because of a fault of its own (${facts}). Start it with LOG_LEVEL=debug to see more, and report it.`;
}
