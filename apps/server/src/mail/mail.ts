import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config/config.ts';
import type { Job } from '../jobs/job.ts';
import { KeptMails } from './kept-mails.ts';
import { html, plainText } from './layout.ts';
import type { Letter } from './letter.ts';
import type { Envelope, Sender } from './sender.ts';
import { SmtpSender } from './smtp-sender.ts';

/** Of one kind: what waits for the mail server longer than a job may last, another node would send too. */
export const MAILS_AT_ONCE = 2;

const NOBODY_ELSE = 'Jiggy Care <care@localhost>';

/**
 * Mails to people: through the operator's server, or kept in a folder where none is set and this is not production. There
 * they can be read at `/dev/mail`.
 *
 * @source protocol P15.3
 */
@Injectable()
export class Mail implements OnApplicationShutdown {
  /** Those that were kept in the place of being sent. */
  readonly kept: KeptMails | undefined;
  private readonly sender: Sender | undefined;
  private readonly from: string;
  private readonly publicUrl: URL;

  constructor({ environment, mail, dataDir, publicUrl }: Config) {
    this.publicUrl = publicUrl;
    this.from = mail?.from ?? NOBODY_ELSE;
    this.kept =
      mail === undefined && environment !== 'production' ? new KeptMails(join(dataDir, 'mail')) : undefined;
    this.sender = mail === undefined ? this.kept : new SmtpSender(mail);
  }

  onApplicationShutdown(): void {
    this.sender?.close();
  }

  /** Whether mails reach anybody. */
  get isOn(): boolean {
    return this.sender !== undefined;
  }

  /**
   * @param job that sends it: at a second try it is the same mail, and readers show it once; at its signal it is left alone
   * @throws JobRefused when the mail server does not take it
   */
  async send({ id, signal }: Pick<Job, 'id' | 'signal'>, letter: Letter): Promise<void> {
    const { to, subject, calendar, unsubscribeUrl } = letter;
    const envelope: Envelope = {
      messageId: `<${id}@${this.publicUrl.hostname}>`,
      from: this.from,
      to,
      subject,
      text: plainText(letter),
      html: html(letter),
      ...(calendar === undefined ? {} : { icalEvent: { filename: 'appointment.ics', ...calendar } }),
      headers: {
        'Auto-Submitted': 'auto-generated',
        'Content-Language': letter.language,
        ...(unsubscribeUrl === undefined
          ? {}
          : {
              'List-Unsubscribe': `<${unsubscribeUrl}>`,
              'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
            }),
      },
    };
    await this.sender?.send(envelope, signal);
  }

  /**
   * A place in the app.
   *
   * @param fragment what only the page may see: it is in no log of a server
   */
  link(path: string, fragment: Readonly<Record<string, string>> = {}): string {
    const url = new URL(path, this.publicUrl);
    url.hash = new URLSearchParams(fragment).toString();
    return url.href;
  }
}
