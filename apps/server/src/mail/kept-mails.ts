import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Envelope, Sender } from './sender.ts';

/** A mail that was kept in the place of being sent. */
export interface KeptMail {
  readonly name: string;
  readonly sentAt: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
}

/** Older ones go, two files each. */
const KEPT = 200;
const NAME = /^[\dTZ-]+-[\da-f-]{36}$/;

/** Where no mail server is set, outside of production: mails lie in a folder, for whoever develops to read. */
export class KeptMails implements Sender {
  private readonly transport = createTransport({ streamTransport: true, buffer: true });

  constructor(private readonly folder: string) {}

  async send(envelope: Envelope): Promise<void> {
    const { message } = await this.transport.sendMail(envelope);
    const sentAt = new Date().toISOString();
    const [id = ''] = envelope.messageId.slice(1).split('@');
    const name = `${sentAt.replaceAll(/[:.]/g, '-')}-${id}`;
    const { to, subject, html } = envelope;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(join(this.folder, `${name}.eml`), message as Buffer, { mode: 0o600 });
    const kept: KeptMail = { name, sentAt, to, subject, html };
    await writeFile(join(this.folder, `${name}.json`), JSON.stringify(kept), { mode: 0o600 });
    await this.forgetOld();
  }

  close(): void {
    this.transport.close();
  }

  /** The newest first. */
  async list(): Promise<KeptMail[]> {
    const names = (await this.names()).reverse();
    const found = await Promise.all(names.map((name) => this.find(name)));
    return found.filter((mail) => mail !== undefined);
  }

  async find(name: string): Promise<KeptMail | undefined> {
    const text = await this.read(name, 'json');
    return text === undefined ? undefined : (JSON.parse(text.toString()) as KeptMail);
  }

  /** As it would have been sent (RFC 5322). */
  source(name: string): Promise<Buffer | undefined> {
    return this.read(name, 'eml');
  }

  private async read(name: string, kind: 'json' | 'eml'): Promise<Buffer | undefined> {
    return NAME.test(name)
      ? readFile(join(this.folder, `${name}.${kind}`)).catch(() => undefined)
      : undefined;
  }

  private async names(): Promise<string[]> {
    const files = await readdir(this.folder).catch(() => []);
    return files.flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : [])).sort();
  }

  private async forgetOld(): Promise<void> {
    for (const name of (await this.names()).slice(0, -KEPT)) {
      for (const kind of ['json', 'eml']) await rm(join(this.folder, `${name}.${kind}`), { force: true });
    }
  }
}
