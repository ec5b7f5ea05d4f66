import type { MailSettings } from '../config/mail-settings.ts';
import { SmtpSender } from '../mail/smtp-sender.ts';
import type { Patient } from './check.ts';
import { bad, type Finding, good, leftOut } from './finding.ts';
import { mailFaultOf } from './mail-fault.ts';

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
    const { said, cure } = mailFaultOf(thrown as object);
    return bad(`${place} ${said}`, cure);
  } finally {
    sender.close();
  }
  const way = tls === 'never' ? 'in clear text' : 'encrypted';
  return good(`${place} answers, ${way}${user === undefined ? '' : ', and knows us'}`);
}
