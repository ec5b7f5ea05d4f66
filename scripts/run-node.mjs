import { spawn } from 'node:child_process';

/**
 * Runs a Node program in the foreground, with this process's environment and output, and hands on signals.
 *
 * @param args program file and its arguments
 * @returns    its exit code; 1 when a signal ended it
 */
export async function runNode(args) {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const handOn = (signal) => child.kill(signal);
  process.on('SIGINT', handOn).on('SIGTERM', handOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    process.off('SIGINT', handOn).off('SIGTERM', handOn);
  }
}
