import { createTransport } from 'nodemailer';
import type { MailSettings } from '../config/mail-settings.ts';
import { JobRefused } from '../jobs/job.ts';
import type { Envelope, Sender } from './sender.ts';

const CONNECTIONS = 2;
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

/** What the library tells of a refusal. */
interface SmtpFault {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

/** Hands mails to the operator's mail server. */
export class SmtpSender implements Sender {
  private readonly transport;

  constructor({ smtp: { host, port, user, password, tls } }: MailSettings) {
    this.transport = createTransport({
      host,
      port,
      secure: tls === 'implicit',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'never',
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      pool: true,
      maxConnections: CONNECTIONS,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(envelope: Envelope, signal: AbortSignal): Promise<void> {
    try {
      await this.transport.sendMail({ ...envelope, signal });
    } catch (thrown) {
      throw refusalOf(thrown as SmtpFault);
    }
  }

  /** Whether the server takes mails from us; nothing is sent. */
  async verify(): Promise<void> {
    await this.transport.verify();
  }

  close(): void {
    this.transport.close();
  }
}

/** Its message may repeat an address: only codes leave this room. */
function refusalOf({ code = 'unknown', command, responseCode }: SmtpFault): JobRefused {
  if (responseCode === undefined) return new JobRefused(code);
  const isAboutThisMail = command !== 'CONN' && !command?.startsWith('AUTH') && code !== 'EAUTH';
  const isForGood = responseCode >= 500 && isAboutThisMail;
  return new JobRefused(`status ${responseCode}`, isForGood ? 'never' : undefined);
}
