import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';

export const AUDIENCE = 'the-chat';

type SigningKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

interface Key {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: SigningKey;
  readonly publicKey: SigningKey;
}

type Claims = Record<string, unknown>;

/** Who signs people in elsewhere: keys of its own, and an address where the public ones are. */
export class Issuer {
  readonly name = `https://id-${randomUUID()}.example/`;
  /** How often its keys were asked for. */
  asked = 0;
  /** What it answers in the place of its keys; `undefined` = them. */
  trouble: 'error' | 'garbage' | 'redirect' | undefined;
  private published: JWK[] = [];

  private constructor(
    private readonly server: Server,
    private key: Key,
  ) {}

  static async start(alg = 'RS256'): Promise<Issuer> {
    const server = createServer();
    const issuer = new Issuer(server, await makeKey(alg));
    await issuer.publish();
    server.on('request', (_request, response) => {
      issuer.asked += 1;
      if (issuer.trouble === 'error') response.writeHead(500).end('away');
      else if (issuer.trouble === 'redirect') response.writeHead(302, { Location: '/elsewhere' }).end();
      else response.end(issuer.trouble === 'garbage' ? '<html>' : JSON.stringify({ keys: issuer.published }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return issuer;
  }

  /** The settings by which a server trusts it. */
  get env(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      AUTH_JWKS_URL: `http://127.0.0.1:${port}/keys`,
      AUTH_ISSUER: this.name,
      AUTH_AUDIENCE: AUDIENCE,
    };
  }

  get publicKeyPem(): Promise<string> {
    return exportSPKI(this.key.publicKey);
  }

  /** A new key; what the old one has signed is good as long as it is published too. */
  async rotate({ keepOld, alg = 'RS256' }: { keepOld: boolean; alg?: string }): Promise<void> {
    this.key = await makeKey(alg);
    await this.publish(keepOld);
  }

  /** A token as its people get it, save for what is given. */
  async sign(
    claims: Claims = {},
    header: { alg?: string; kid?: string } = {},
    secret?: Uint8Array,
  ): Promise<string> {
    const { sub = randomUUID(), iss = this.name, aud = AUDIENCE, exp = '10m', ...others } = claims;
    const jwt = new SignJWT({ name: 'Pat Elsewhere', role: 'patient', sub, iss, aud, ...others } as Claims)
      .setProtectedHeader({ alg: this.key.alg, kid: this.key.kid, ...header })
      .setIssuedAt();
    if (exp !== null) jwt.setExpirationTime(exp as string);
    return jwt.sign(secret ?? this.key.privateKey);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async publish(keepOld = false): Promise<void> {
    const { kid, alg, publicKey } = this.key;
    const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
    this.published = [...(keepOld ? this.published : []), jwk];
  }
}

async function makeKey(alg: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid: randomUUID(), alg, privateKey, publicKey };
}

/** A token that says it needs no signature. */
export function unsigned(token: string): string {
  const [, payload] = token.split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  return `${header}.${payload}.`;
}
