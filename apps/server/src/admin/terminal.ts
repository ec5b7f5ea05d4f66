import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { printable } from '../operations/printable.ts';
import { AdminRefusal } from './admin-refusal.ts';

/** Where an operator reads and types. */
export interface Terminal {
  /** Whether someone can be asked; a script cannot. */
  readonly canAsk: boolean;
  print(line: string): void;
  complain(line: string): void;
  /** Asks without showing what is typed. */
  askSecret(question: string): Promise<string>;
}

/** The terminal that this process was started in. */
export const processTerminal: Terminal = {
  canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
  print: (text) => void process.stdout.write(`${printable(text)}\n`),
  complain: (text) => void process.stderr.write(`${printable(text)}\n`),
  askSecret: async (question) => {
    // The question goes out by itself: what readline would echo goes nowhere.
    process.stderr.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
    const interrupted = new Promise<never>((_, refuse) => {
      const stop = () => refuse(new AdminRefusal('Nothing was done.'));
      lines.once('SIGINT', stop).once('close', stop);
    });
    try {
      return await Promise.race([lines.question(''), interrupted]);
    } finally {
      lines.close();
      process.stderr.write('\n');
    }
  },
};
