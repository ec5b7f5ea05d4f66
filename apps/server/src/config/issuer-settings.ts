import { isLoopback } from './loopback.ts';
import type { SettingsReader } from './settings-reader.ts';

/** What of a token tells whose it is: a claim's name, or the way to it with dots between. */
export interface ClaimNames {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

/** Another issuer of access tokens, and where its public keys are. */
export interface IssuerSettings {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly claims: ClaimNames;
}

const USUAL: ClaimNames = { id: 'sub', name: 'name', email: 'email', role: 'role' };
/** Those who already are somebody here. */
const OURS = ['jiggy-care', 'app'];
const MAX_ISSUER_CHARS = 255;

/** Reads the settings that begin with `AUTH_`; `undefined` where none is set. */
export function readIssuer(read: SettingsReader, production: boolean): IssuerSettings | undefined {
  const jwksUrl = read.text('AUTH_JWKS_URL');
  const issuer = read.text('AUTH_ISSUER');
  const audience = read.text('AUTH_AUDIENCE');
  const claims = readClaims(read);
  const given = [jwksUrl, issuer, audience].filter((value) => value !== undefined);
  if (given.length === 0) return undefined;
  if (jwksUrl === undefined || issuer === undefined || audience === undefined) {
    read.fault('AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE belong together: set all three, or none.');
    return undefined;
  }
  if (!isSafeAddress(jwksUrl, production)) {
    read.fault(
      'AUTH_JWKS_URL must begin with https://, without a name and a password in it. Outside production also http:// to this machine.',
    );
  }
  if (OURS.includes(issuer) || issuer.length > MAX_ISSUER_CHARS) {
    read.fault(
      'AUTH_ISSUER must be what the other issuer writes into `iss`, and not a name that we use ourselves.',
    );
  }
  return { jwksUrl, issuer, audience, claims };
}

function isSafeAddress(text: string, production: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && !production && isLoopback(hostname));
}

function readClaims(read: SettingsReader): ClaimNames {
  const pairs = read
    .list('AUTH_CLAIMS', '', (pair) => /^(id|name|email|role)=[^=\s]{1,200}$/.test(pair), {
      cure: 'Give pairs like id=sub,name=name,email=email,role=role, of which each may be left out.',
    })
    .map((pair) => pair.split('=') as [keyof ClaimNames, string]);
  return { ...USUAL, ...Object.fromEntries(pairs) };
}
