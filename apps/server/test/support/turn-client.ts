import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:tls';
import {
  ATTRIBUTE,
  type Attribute,
  attributesOf,
  encodeMessage,
  encodeSigned,
  errorOf,
  INDICATION,
  idOf,
  METHOD,
  maskedAddress,
  maskedPortOf,
} from './stun-message.ts';

/** As our server gives them to a client. */
interface Credentials {
  readonly username: string;
  readonly credential: string;
}

interface Relay {
  readonly address: string;
  readonly port: number;
  /** A certificate to trust; with it the relay is asked over TLS, without it over UDP. */
  readonly certificate?: Buffer;
}

interface Wire {
  send(message: Buffer): void;
  close(): void;
}
type Listener = (message: Buffer) => void;

/** Said no, e.g. with 401 to credentials that do not hold, with 403 to a peer that is not allowed. */
export class TurnRefusal extends Error {
  constructor(
    what: string,
    readonly status: number,
  ) {
    super(`the relay refused ${what}: ${status}`);
  }
}

const UDP = Buffer.from([17, 0, 0, 0]);
const FAMILY = { 4: Buffer.from([1, 0, 0, 0]), 6: Buffer.from([2, 0, 0, 0]) } as const;
const ANSWER_TIMEOUT_MS = 3_000;
const RESEND_MS = 500;

/** Just enough of a TURN client to see what a relay allows, without a browser. */
export class TurnClient {
  private wire: Wire | undefined;
  private challenge: { readonly realm: Buffer; readonly nonce: Buffer } | undefined;
  private readonly waiting = new Map<string, Listener>();

  private constructor(private readonly credentials: Credentials) {}

  static async connect(relay: Relay, credentials: Credentials): Promise<TurnClient> {
    const client = new TurnClient(credentials);
    const listen: Listener = (message) => client.waiting.get(idOf(message))?.(message);
    const { certificate } = relay;
    client.wire =
      certificate === undefined ? openUdp(relay, listen) : await openTls(relay, certificate, listen);
    return client;
  }

  close(): void {
    this.wire?.close();
  }

  /**
   * @param family of the address that is wanted at the relay
   * @returns      its port
   * @throws       TurnRefusal
   */
  async allocate(family: 4 | 6 = 4): Promise<number> {
    const answer = await this.demand('an allocation', METHOD.allocate, () => [
      [ATTRIBUTE.transport, UDP],
      [ATTRIBUTE.family, FAMILY[family]],
    ]);
    const relayed = attributesOf(answer).get(ATTRIBUTE.relayed);
    if (relayed === undefined) throw new Error('the relay allocated nothing');
    return maskedPortOf(relayed);
  }

  /** @throws TurnRefusal 403 where the relay sends nothing to that address */
  async permit(peerAddress: string): Promise<void> {
    await this.demand(`the peer ${peerAddress}`, METHOD.createPermission, (id) => [
      [ATTRIBUTE.peer, maskedAddress(peerAddress, 0, id)],
    ]);
  }

  /** Has the relay send this to a permitted peer. */
  sendTo(peerAddress: string, port: number, data: Buffer): void {
    const id = randomBytes(12);
    this.wire?.send(
      encodeMessage(METHOD.send | INDICATION, id, [
        [ATTRIBUTE.peer, maskedAddress(peerAddress, port, id)],
        [ATTRIBUTE.data, data],
      ]),
    );
  }

  /** The first question is answered with a challenge, the second is signed with it. */
  private async demand(
    what: string,
    method: number,
    attributes: (id: Buffer) => readonly Attribute[],
  ): Promise<Buffer> {
    let answer = await this.ask(method, attributes);
    if (this.challenge === undefined) {
      const given = attributesOf(answer);
      const [realm, nonce] = [given.get(ATTRIBUTE.realm), given.get(ATTRIBUTE.nonce)];
      if (realm !== undefined && nonce !== undefined) {
        this.challenge = { realm, nonce };
        answer = await this.ask(method, attributes);
      }
    }
    const status = errorOf(answer);
    if (status !== undefined) throw new TurnRefusal(what, status);
    return answer;
  }

  private async ask(method: number, attributes: (id: Buffer) => readonly Attribute[]): Promise<Buffer> {
    const id = randomBytes(12);
    const message =
      this.challenge === undefined
        ? encodeMessage(method, id, attributes(id))
        : encodeSigned(method, id, attributes(id), { ...this.credentials, ...this.challenge });
    const key = id.toString('hex');
    const send = () => this.wire?.send(message);
    const resend = setInterval(send, RESEND_MS);
    let tooLate: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        this.waiting.set(key, resolve);
        tooLate = setTimeout(() => reject(new Error('the relay does not answer')), ANSWER_TIMEOUT_MS);
        send();
      });
    } finally {
      clearInterval(resend);
      clearTimeout(tooLate);
      this.waiting.delete(key);
    }
  }
}

function openUdp({ address, port }: Relay, listen: Listener): Wire {
  const socket = createSocket('udp4');
  socket.on('message', listen);
  return { send: (message) => socket.send(message, port, address), close: () => void socket.close() };
}

async function openTls({ address, port }: Relay, certificate: Buffer, listen: Listener): Promise<Wire> {
  const socket = connect({ host: address, port, ca: certificate, checkServerIdentity: () => undefined });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    // The length in a message's head counts what follows its twenty bytes.
    while (received.length >= 20 && received.length >= 20 + received.readUInt16BE(2)) {
      const end = 20 + received.readUInt16BE(2);
      listen(received.subarray(0, end));
      received = received.subarray(end);
    }
  });
  return { send: (message) => void socket.write(message), close: () => void socket.destroy() };
}
