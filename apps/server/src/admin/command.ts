import { parseArgs } from 'node:util';
import { Email, LIMITS, singleLine } from '@jiggy-care/protocol';
import { z } from 'zod';

/** Whose account it is: by e-mail, or by id for those who have none. */
const whose = {
  email: Email.optional(),
  id: z.guid('must be the id of a person').optional(),
};
const named = { error: 'Say whose account it is: --email <e-mail>, or --id <id>.' };
const isNamed = ({ email, id }: { email?: string | undefined; id?: string | undefined }) =>
  (email === undefined) !== (id === undefined);

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
  'account disable': z.strictObject(whose).refine(isNamed, named),
  'account enable': z.strictObject(whose).refine(isNamed, named),
  'account export': z.strictObject({ ...whose, to: z.string().min(1) }).refine(isNamed, named),
  'account delete': z.strictObject({ ...whose, yes: z.boolean().default(false) }).refine(isNamed, named),
  'sessions list': z.strictObject(whose).refine(isNamed, named),
  'sessions end': z
    .strictObject({ ...whose, session: z.guid('must be the id of a session').optional() })
    .refine(isNamed, named),
  doctor: z.strictObject({
    address: z
      .url({ protocol: /^https?$/, error: 'must be an address like https://chat.example.org' })
      .transform((address) => new URL(address))
      .optional(),
  }),
  backup: z.strictObject({ to: z.string().min(1, 'must name a folder') }),
  restore: z.strictObject({ from: z.string().min(1, 'must name a folder') }),
  verify: z.strictObject({}),
  jobs: z.strictObject({}),
  'jobs retry': z.strictObject({ job: z.guid('must be the id of a job').optional() }),
  'push keys': z.strictObject({}),
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

/** What needs no database, or opens it by itself. */
const STANDALONE = [
  'help',
  'doctor',
  'backup',
  'restore',
  'push keys',
] as const satisfies readonly CommandName[];
export type OnDatabase = Exclude<Command, { name: (typeof STANDALONE)[number] }>;

export function worksOnDatabase(command: Command): command is OnDatabase {
  return !(STANDALONE as readonly CommandName[]).includes(command.name);
}

/** The words on the command line are no command; the message says which of them. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const HELP = `npm run admin -- <command>; where the server was deployed: node server/dist/admin.js <command>

  consultant create --email <e-mail> --name <name> [--generate-password]
      makes an account; asks for its password, or prints a generated one once
  consultant invite --email <e-mail> [--days 7]
      prints a token once, with which the consultant can register
  password reset    --email <e-mail> [--generate-password]
      replaces the password and ends all sessions
  account disable   --email <e-mail>
      lets the person in no more, ends all sessions and calls, and takes them out of the directory
  account enable    --email <e-mail>
  account export    --email <e-mail> --to <file>
      writes everything that is kept of the person into a new JSON file
  account delete    --email <e-mail> --yes
      erases for good who the person was; what was written stays with those who took part
  sessions list     --email <e-mail>
  sessions end      --email <e-mail> [--session <id>]
      ends one session, or all of them
  doctor            [--address https://chat.example.org]
      looks at settings, database, Redis, relay and the address that people use, and says what is wrong and the cure;
      while the server is stopped it also sees how many proxies stand in front
  backup            --to <new folder>
      copies the whole database while servers go on, the embedded one too
  restore           --from <folder>
      puts a backup into an empty place: an empty database of DATABASE_URL, or a DATA_DIR without one
  verify
      counts all there is, and looks whether a message is missing
  jobs
      lists the mails, notifications and the like that were given up, and counts those that are tried again
  jobs retry        [--job <id>]
      does them once more, or one of them
  push keys
      prints a new pair of keys, with which devices are reached while the app is closed
  webhooks
      lists the webhooks that were given up
  webhooks retry    [--event <id>] [--since <time>]
      posts them again, or one of them; with a time also those that were taken and queued since then
  help

An account without an e-mail is named by --id <id> in the place of --email.

The settings are those of the server (DATABASE_URL, DATA_DIR, …). Exit code: 0 done, 1 not done or not
well, 2 not understood.
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
        address: { type: 'string' },
        to: { type: 'string' },
        from: { type: 'string' },
        id: { type: 'string' },
        yes: { type: 'boolean' },
        job: { type: 'string' },
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
  if (issue.path.length === 0) return issue.message;
  const option = `--${issue.path.join('.')}`;
  return issue.code === 'invalid_type' ? `${option} is needed.` : `${option} ${issue.message}.`;
}
