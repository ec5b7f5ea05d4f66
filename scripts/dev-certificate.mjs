import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

/**
 * A self-signed pair for this machine's own names and addresses, made once and again when it has expired.
 *
 * @param directory where the pair is kept; made when absent
 * @returns         paths of the two PEM files
 */
export function ensureCertificate(directory) {
  const certFile = join(directory, 'cert.pem');
  const keyFile = join(directory, 'key.pem');
  if (!isValid(certFile) || !existsSync(keyFile)) makeCertificate(directory, certFile, keyFile);
  return { certFile, keyFile };
}

function isValid(certFile) {
  return existsSync(certFile) && new Date(new X509Certificate(readFileSync(certFile)).validTo) > new Date();
}

function makeCertificate(directory, certFile, keyFile) {
  const addresses = Object.values(networkInterfaces()).flatMap((list = []) =>
    list.filter(({ family }) => family === 'IPv4').map(({ address }) => `IP:${address}`),
  );
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-nodes', '-days', '365', '-subj', '/CN=jiggy-care-chat development'],
        ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
        ...['-addext', `subjectAltName=${['DNS:localhost', ...addresses].join(',')}`],
        ...['-keyout', keyFile, '-out', certFile],
      ],
      { stdio: 'pipe' },
    );
  } catch (cause) {
    const why =
      cause.code === 'ENOENT' ? 'the program openssl is not installed' : String(cause.stderr).trim();
    throw new Error(`cannot make a certificate for https: ${why}`, { cause });
  }
  console.log(`made a self-signed certificate in ${directory}; the browser asks once whether to trust it`);
}
