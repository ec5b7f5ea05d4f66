import { isLoopback } from './loopback.ts';
import type { SettingsReader } from './settings-reader.ts';

/** Through which server mails leave, and as whose. */
export interface MailSettings {
  readonly smtp: {
    readonly host: string;
    readonly port: number;
    readonly user: string | undefined;
    readonly password: string | undefined;
    /** From the first byte, once the server offers it (and not without), or never. */
    readonly tls: 'implicit' | 'starttls' | 'never';
  };
  /** As it stands in `From`. */
  readonly from: string;
}

const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;
/** An address, alone or in angle brackets behind a name. */
const MAILBOX = /^(?:[^<>"\r\n@]+ )?<?[^\s<>@"]+@[^\s<>@"]+>?$/;

/** @returns `undefined` where no mail leaves the house */
export function readMail(read: SettingsReader): MailSettings | undefined {
  const url = read.url('SMTP_URL', ['smtp:', 'smtps:']);
  const from = read.text('MAIL_FROM');
  const isSet = read.text('SMTP_URL') !== undefined;
  if (isSet !== (from !== undefined)) {
    read.fault(
      'SMTP_URL and MAIL_FROM belong together: set both (MAIL_FROM is an address like care@example.org), or neither.',
    );
  }
  if (from !== undefined && !MAILBOX.test(from)) {
    read.fault('MAIL_FROM must be an address like care@example.org or Jiggy Care <care@example.org>.');
  }
  if (url === undefined || from === undefined) return undefined;
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const tls = searchParams.get('tls');
  if (tls !== null && (tls !== 'never' || protocol === 'smtps:')) {
    read.fault(
      'SMTP_URL has a tls that is not known. Remove it, or give smtp://…?tls=never for a server next door.',
    );
  }
  if (hostname === '')
    read.fault('SMTP_URL names no server. Give one like smtps://name:password@mail.example.org.');
  const isHere = isLoopback(hostname) || tls === 'never';
  return {
    smtp: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? PORTS[protocol as keyof typeof PORTS] : Number(port),
      user: username === '' ? undefined : decodeURIComponent(username),
      password: password === '' ? undefined : decodeURIComponent(password),
      tls: protocol === 'smtps:' ? 'implicit' : isHere ? 'never' : 'starttls',
    },
    from,
  };
}

/**
 * The address that people use, which links in mails and notifications begin with.
 *
 * @param fallback where this very process can be reached on this machine
 * @param needs    the setting that cannot do without it
 */
export function readPublicUrl(read: SettingsReader, fallback: string, needs: string | undefined): URL {
  const text = read.url('PUBLIC_URL', ['http:', 'https:']);
  if (text === undefined) {
    if (needs !== undefined) {
      read.fault(
        `PUBLIC_URL is not set, and ${needs} is: links would lead nowhere. Set it to the address that people use, like https://chat.example.org.`,
      );
    }
    return new URL(fallback);
  }
  const url = new URL(text);
  if (url.href !== `${url.origin}/`) {
    read.fault('PUBLIC_URL must be an origin like https://chat.example.org: no path, no name, no password.');
  }
  return url;
}
