import type { MailSettings } from '../config/mail-settings.ts';
import { SmtpSender } from '../mail/smtp-sender.ts';
import type { Patient } from './check.ts';
import { bad, type Finding, good, leftOut } from './finding.ts';

const CURES: Readonly<Record<string, string>> = {
  EAUTH: 'Set the name and the password in SMTP_URL, with what is special in them as %40 and the like.',
  EDNS: 'Set SMTP_URL to the name of your mail server.',
  ETLS: 'Let the server offer STARTTLS with a certificate that is known here, or use smtps://. ?tls=never is for a server next door.',
};
const UNREACHABLE = 'Look whether the server may connect to it: many places close ports 25, 465 and 587.';

/** Says hello to the mail server as the server itself does, signs in, and sends nothing. */
export async function lookAtMail({ config }: Patient): Promise<readonly Finding[]> {
  const { mail, environment } = config;
  if (mail === undefined) {
    return environment === 'production'
      ? [leftOut('SMTP_URL is not set: no mails, and nobody replaces a forgotten password')]
      : [leftOut('SMTP_URL is not set: mails are kept, and shown at /dev/mail')];
  }
  return [await greet(mail)];
}

async function greet(mail: MailSettings): Promise<Finding> {
  const { host, port, tls, user } = mail.smtp;
  const place = `${host}:${port}`;
  const sender = new SmtpSender(mail);
  try {
    await sender.verify();
  } catch (thrown) {
    const { code = 'unknown', responseCode } = thrown as { code?: string; responseCode?: number };
    const said = responseCode === undefined ? code : `${code}, status ${responseCode}`;
    return bad(`${place} takes no mails from us (${said})`, CURES[code] ?? UNREACHABLE);
  } finally {
    sender.close();
  }
  const way = tls === 'never' ? 'in clear text' : 'encrypted';
  return good(`${place} answers, ${way}${user === undefined ? '' : ', and knows us'}`);
}
