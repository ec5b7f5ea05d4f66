import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { expect } from 'vitest';

/** What a mail server says to one that comes; nothing is a yes. */
export type Answer = { readonly code: number; readonly text: string } | undefined;

/** A real mail server on this machine that keeps what it is given, read by a real parser. */
export class Mailbox {
  readonly mails: ParsedMail[] = [];
  /** As they came over the wire. */
  readonly sources: string[] = [];
  answer: (to: string) => Answer = () => undefined;
  /** Subjects of mails that a test is not about; they are taken, and forgotten. */
  ignored: RegExp | undefined;
  /** Keeps what it is given, and never says that it has. */
  isMute = false;

  private constructor(private readonly server: SMTPServer) {}

  static async open(options: SMTPServerOptions = {}): Promise<Mailbox> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      ...options,
      onRcptTo: ({ address }, _session, done) => {
        const refusal = box.answer(address);
        if (refusal === undefined) return done();
        done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
      },
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const source = Buffer.concat(chunks);
          simpleParser(source).then((mail) => {
            if (!box.ignored?.test(mail.subject ?? '')) {
              box.sources.push(source.toString());
              box.mails.push(mail);
            }
            if (!box.isMute) done();
          }, done);
        });
      },
    });
    const box = new Mailbox(server);
    // A client that hangs up is its own matter.
    server.on('error', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return box;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** As `SMTP_URL`. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** The settings of a server that sends its mails here. */
  get settings(): Record<string, string> {
    return { SMTP_URL: this.url, MAIL_FROM: 'Jiggy Care <care@example.org>' };
  }

  to(address: string): ParsedMail[] {
    return this.mails.filter(({ to }) => [to].flat().some((list) => list?.text === address));
  }

  /** The newest to this person, once there are so many. */
  async next(address: string, count = 1): Promise<ParsedMail> {
    await expect.poll(() => this.to(address).length, { message: `mails to ${address}` }).toBe(count);
    return this.to(address).at(-1) as ParsedMail;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** Where the button of a mail leads, and what is secret in it. */
export function linkIn(mail: ParsedMail | undefined): { readonly page: string; readonly token: string } {
  const href = /https?:\/\/[^\s"<>]+#token=[\w-]+/.exec(mail?.text ?? '')?.[0];
  if (href === undefined) throw new Error('cannot open the link of a mail: there is none in it');
  const { origin, pathname, hash } = new URL(href);
  return { page: origin + pathname, token: new URLSearchParams(hash.slice(1)).get('token') ?? '' };
}
