import { parseArgs } from 'node:util';
import { Email, LIMITS, singleLine } from '@jiggy-care/protocol';
import { z } from 'zod';

/** Every command with its options, checked. */
const COMMANDS = {
  'consultant create': z.strictObject({
    email: Email,
    name: singleLine(LIMITS.nameChars),
    'generate-password': z.boolean().default(false),
  }),
  'consultant invite': z.strictObject({
    email: Email,
    days: z
      .string()
      .regex(/^\d{1,3}$/, 'must be a whole number')
      .transform(Number)
      .refine((days) => days >= 1 && days <= 365, 'must be between 1 and 365')
      .prefault('7'),
  }),
  'password reset': z.strictObject({ email: Email, 'generate-password': z.boolean().default(false) }),
  'account disable': z.strictObject({ email: Email }),
  'account enable': z.strictObject({ email: Email }),
  'sessions list': z.strictObject({ email: Email }),
  'sessions end': z.strictObject({ email: Email, session: z.guid('must be the id of a session').optional() }),
  webhooks: z.strictObject({}),
  'webhooks retry': z.strictObject({
    event: z.guid('must be the id of an event').optional(),
    since: z.iso
      .datetime({ offset: true, error: 'must be a time like 2026-01-14T14:30:00Z' })
      .transform((time) => new Date(time).toISOString())
      .optional(),
  }),
  help: z.strictObject({}),
} as const;

export type CommandName = keyof typeof COMMANDS;
export type Options<N extends CommandName> = z.output<(typeof COMMANDS)[N]>;
export type Command = { [N in CommandName]: { readonly name: N; readonly options: Options<N> } }[CommandName];

/** The words on the command line are no command; the message says which of them. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `npm run admin -- <command>

  consultant create --email <e-mail> --name <name> [--generate-password]
      makes an account; asks for its password, or prints a generated one once
  consultant invite --email <e-mail> [--days 7]
      prints a token once, with which the consultant can register
  password reset    --email <e-mail> [--generate-password]
      replaces the password and ends all sessions
  account disable   --email <e-mail>
      lets the person in no more, ends all sessions and calls, and takes them out of the directory
  account enable    --email <e-mail>
  sessions list     --email <e-mail>
  sessions end      --email <e-mail> [--session <id>]
      ends one session, or all of them
  webhooks
      lists the webhooks that were given up
  webhooks retry    [--event <id>] [--since <time>]
      posts them again, or one of them; with a time also those that were taken and queued since then
  help

The settings are those of the server (DATABASE_URL, DATA_DIR, …). Exit code: 0 done, 1 not done, 2 not understood.
`;

/**
 * Reads the words after `npm run admin --`.
 *
 * @throws UsageError
 */
export function readCommand(words: readonly string[]): Command {
  const { values, positionals } = readWords(words);
  const { help, ...options } = values;
  const name = help === true || positionals.length === 0 ? 'help' : positionals.join(' ');
  if (name === 'help') return { name, options: {} };
  if (!isCommandName(name)) throw new UsageError(`There is no command "${name}".`);
  const checked = COMMANDS[name].safeParse(options);
  if (checked.success) return { name, options: checked.data } as Command;
  throw new UsageError(checked.error.issues.map(sentence).join('\n'));
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

function readWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        days: { type: 'string' },
        session: { type: 'string' },
        event: { type: 'string' },
        since: { type: 'string' },
        'generate-password': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'These options are not understood.');
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `This command has no ${issue.keys.map((key) => `--${key}`).join(', ')}.`;
  }
  const option = `--${issue.path.join('.')}`;
  return issue.code === 'invalid_type' ? `${option} is needed.` : `${option} ${issue.message}.`;
}
