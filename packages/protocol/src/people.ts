import { z } from 'zod';
import * as LIMITS from './limits.ts';
import { IsoTime, OffsetPage, secret, singleLine, UserRole, Uuid } from './scalars.ts';

export const Email = z
  .string()
  .trim()
  .max(LIMITS.emailChars, `must have at most ${LIMITS.emailChars} characters`)
  .pipe(z.email('must be an e-mail address'))
  .meta({ format: 'email', example: 'ada@example.org' });

export const NewPassword = secret(LIMITS.passwordMinChars, LIMITS.passwordMaxChars);
const AnyPassword = secret(1, LIMITS.passwordMaxChars);

/** Who is signed in, as `GET /auth/me` tells it. */
export const Account = z
  .object({ id: Uuid, email: z.string(), name: z.string(), role: UserRole })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof Account>;

/** What others may know of a person. */
export const Person = z.object({ id: Uuid, name: z.string() }).meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

export const RegisterBody = z
  .object({
    email: Email,
    password: NewPassword,
    name: singleLine(LIMITS.nameChars),
    role: UserRole,
    invitation: z
      .string()
      .max(200)
      .optional()
      .describe('From an operator, where consultants cannot sign up.'),
  })
  .meta({ id: 'Register' });

export const LoginBody = z.object({ email: Email, password: AnyPassword }).meta({ id: 'Login' });

export const RefreshBody = z
  .object({ refreshToken: z.string().max(200).optional() })
  .optional()
  .meta({ id: 'Refresh' });

export const PasswordBody = z
  .object({ currentPassword: AnyPassword, newPassword: NewPassword })
  .meta({ id: 'ChangePassword' });

export const ForgotPasswordBody = z.object({ email: Email }).meta({ id: 'ForgotPassword' });

/** What is secret in the link of a mail. */
const MailToken = z.string().min(1).max(LIMITS.mailTokenChars).describe('From the link in the mail.');

export const ResetPasswordBody = z
  .object({ token: MailToken, newPassword: NewPassword })
  .meta({ id: 'ResetPassword' });

export const VerifyEmailBody = z.object({ token: MailToken }).meta({ id: 'VerifyEmail' });

export const ChangeAccountBody = z
  .object({ name: singleLine(LIMITS.nameChars) })
  .meta({ id: 'ChangeAccount' });

export const ChangeEmailBody = z
  .object({ email: Email, currentPassword: AnyPassword })
  .meta({ id: 'ChangeEmail' });

/** The e-mail address of the caller, and how it stands. */
export const OwnEmail = z
  .object({
    email: z.string().nullable().describe('`null` where the account has none.'),
    verified: z.boolean().describe('Whether a link in a mail to it was opened.'),
    pending: z
      .string()
      .nullable()
      .describe('The address that takes its place once the link in the mail to it is opened.'),
    changeable: z
      .boolean()
      .describe('`false` for an account that signs in elsewhere: there its name and address are kept.'),
  })
  .meta({ id: 'OwnEmail' });
export type OwnEmail = z.infer<typeof OwnEmail>;

/** Answer of register, login and refresh. `X-Client-Type: web` gets cookies instead of the two tokens. */
export const SignedIn = z
  .object({
    user: Account,
    accessToken: z.string().optional(),
    refreshToken: z.string().optional(),
    expiresIn: z.int().describe('Seconds until the access token ends.'),
  })
  .meta({ id: 'SignedIn' });
export type SignedIn = z.infer<typeof SignedIn>;

/** One place where the caller is signed in. */
export const Session = z
  .object({
    id: Uuid,
    clientType: z
      .enum(['web', 'mobile', 'app'])
      .describe('`app`: of a token that came from an app with a login of its own.'),
    userAgent: z.string().nullable(),
    createdAt: IsoTime,
    lastUsedAt: IsoTime,
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const ListConsultantsQuery = z.object({
  search: z
    .string()
    .max(LIMITS.nameChars)
    .refine((text) => !text.includes('\u0000'), 'has characters that are not text')
    .optional(),
  ...OffsetPage,
});

/** Tries to sign in to the caller's account with a wrong password, from one network, within the last 30 days. */
export const RefusedSignIn = z
  .object({
    network: z.string().describe('Part of the address; `unknown` where it could not be read.'),
    tries: z.int(),
    firstAt: IsoTime,
    lastAt: IsoTime,
  })
  .meta({ id: 'RefusedSignIn' });
export type RefusedSignIn = z.infer<typeof RefusedSignIn>;
