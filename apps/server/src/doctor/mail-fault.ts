import { getSystemErrorName } from 'node:util';

/** What the library throws; its message may repeat an address, so none of it is shown. */
interface Thrown {
  readonly code?: string;
  readonly responseCode?: number;
  readonly errno?: number;
  /** Of OpenSSL. */
  readonly library?: string;
  readonly message?: string;
}

interface MailFault {
  readonly isSo: (thrown: Thrown) => boolean;
  /** After the place. */
  readonly said: string;
  readonly cure: string;
}

const PORTS = 'smtp:// is mostly on port 587, smtps:// on 465';

/** Of those that are so, the first tells. */
const FAULTS: readonly MailFault[] = [
  {
    isSo: ({ code }) => code === 'EAUTH',
    said: 'does not know us',
    cure: 'Set the name and the password in SMTP_URL, with what is special in them as %40 and the like.',
  },
  {
    isSo: ({ code }) => code === 'EDNS',
    said: 'has a name that is not found',
    cure: 'Set SMTP_URL to the name of your mail server.',
  },
  {
    isSo: ({ code }) => code === 'ETLS',
    said: 'offers no STARTTLS',
    cure: 'Let the server offer it with a certificate that is known here, or use smtps://. ?tls=never is for a server next door.',
  },
  {
    isSo: ({ errno }) => errno !== undefined && getSystemErrorName(errno) === 'ECONNREFUSED',
    said: 'refuses the connection: nothing listens there',
    cure: `Look whether the mail server runs, and set its port in SMTP_URL: ${PORTS}.`,
  },
  {
    isSo: ({ library }) => library === 'SSL routines',
    said: 'is there, but does not speak the TLS that smtps:// begins with',
    cure: `Set SMTP_URL to smtp://…, which changes to TLS later (STARTTLS), or to the port for TLS: ${PORTS}.`,
  },
  {
    isSo: ({ message = '' }) => /certificate/i.test(message),
    said: 'has a certificate that is not known here, has run out, or is of another name',
    cure: 'Set SMTP_URL to the name that is in the certificate. One of your own authority: NODE_EXTRA_CA_CERTS=<file>.',
  },
  {
    isSo: ({ code, message = '' }) =>
      code === 'EPROTOCOL' || code === 'ECONNECTION' || /greeting/i.test(message),
    said: 'is there, but speaks no SMTP, or speaks TLS from the first byte',
    cure: `Set SMTP_URL to the port of the mail server, and to smtps://… where that begins with TLS: ${PORTS}.`,
  },
];

const UNREACHABLE = {
  said: 'is not reached',
  cure: 'Look whether the server may connect to it: many places close ports 25, 465 and 587.',
};
const REFUSED = {
  said: 'takes no mails from us',
  cure: 'Look into the log of the mail server for why it refuses us.',
};

/** Why no mail can be sent, in words for an operator, with the codes that a mail server's own log has. */
export function mailFaultOf(thrown: Thrown): Pick<MailFault, 'said' | 'cure'> {
  const { code = 'unknown', responseCode } = thrown;
  const fault =
    FAULTS.find(({ isSo }) => isSo(thrown)) ?? (responseCode === undefined ? UNREACHABLE : REFUSED);
  const codes = responseCode === undefined ? code : `${code}, status ${responseCode}`;
  return { said: `${fault.said} (${codes})`, cure: fault.cure };
}
