import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
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
  unmaskedAddress,
} from './stun-message.ts';

/** As our server gives them to a client. */
interface Credentials {
  readonly username: string;
  readonly credential: string;
}

interface Relay {
  readonly address: string;
  readonly port: number;
  /** A certificate to trust whoever it is for; with it the relay is asked over TLS. */
  readonly certificate?: Buffer;
  /** UDP where it is not given. */
  readonly transport?: 'udp' | 'tcp' | 'tls';
}

/** Where the relay sends from and receives, for one allocation. */
interface Allocation {
  readonly address: string;
  readonly port: number;
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

/** Just enough of a TURN client to see whether a relay works and what it allows, without a browser. */
export class TurnClient {
  private wire: Wire | undefined;
  private challenge: { readonly realm: Buffer; readonly nonce: Buffer } | undefined;
  private readonly waiting = new Map<string, Listener>();
  private onData: (data: Buffer) => void = () => {};

  private constructor(private readonly credentials: Credentials) {}

  static async connect(relay: Relay, credentials: Credentials): Promise<TurnClient> {
    const client = new TurnClient(credentials);
    client.wire = await openWire(relay, (message) => client.hear(message));
    return client;
  }

  close(): void {
    this.wire?.close();
  }

  /** What the relay knows without any credentials: that it is there. */
  async bind(): Promise<void> {
    await this.ask(METHOD.binding, () => []);
  }

  /**
   * @param family of the address that is wanted at the relay
   * @throws       TurnRefusal
   */
  async allocate(family: 4 | 6 = 4): Promise<Allocation> {
    const answer = await this.demand('an allocation', METHOD.allocate, () => [
      [ATTRIBUTE.transport, UDP],
      [ATTRIBUTE.family, FAMILY[family]],
    ]);
    const relayed = attributesOf(answer).get(ATTRIBUTE.relayed);
    if (relayed === undefined) throw new Error('the relay allocated nothing');
    return { address: unmaskedAddress(relayed), port: maskedPortOf(relayed) };
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

  /** The next data that a peer has the relay hand over. */
  async nextData(withinMs = ANSWER_TIMEOUT_MS): Promise<Buffer> {
    let tooLate: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        this.onData = resolve;
        tooLate = setTimeout(() => reject(new Error('the relay hands nothing over')), withinMs);
      });
    } finally {
      clearTimeout(tooLate);
    }
  }

  private hear(message: Buffer): void {
    const data = attributesOf(message).get(ATTRIBUTE.data);
    if (message.readUInt16BE(0) === (METHOD.data | INDICATION) && data !== undefined) this.onData(data);
    else this.waiting.get(idOf(message))?.(message);
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

function openWire(relay: Relay, listen: Listener): Promise<Wire> {
  const { certificate, transport = certificate === undefined ? 'udp' : 'tls' } = relay;
  if (transport === 'udp') return openUdp(relay, listen);
  const { address: host, port } = relay;
  if (transport === 'tcp') return openStream(connectTcp({ host, port }), 'connect', listen);
  const named = isIP(host) === 0 ? { servername: host } : {};
  const trusted =
    certificate === undefined ? named : { ca: certificate, checkServerIdentity: () => undefined };
  return openStream(connectTls({ host, port, ...trusted }), 'secureConnect', listen);
}

async function openUdp({ address, port }: Relay, listen: Listener): Promise<Wire> {
  const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
  socket.on('message', listen);
  // Said by the system when nobody listens there: the question then stays without an answer.
  socket.on('error', () => {});
  return {
    send: (message) => socket.send(message, port, address, () => {}),
    close: () => void socket.close(),
  };
}

async function openStream(socket: Socket, opened: string, listen: Listener): Promise<Wire> {
  let tooLate: NodeJS.Timeout | undefined;
  try {
    await new Promise((resolve, reject) => {
      socket.once(opened, resolve).once('error', reject);
      tooLate = setTimeout(() => reject(new Error('the relay does not answer')), ANSWER_TIMEOUT_MS);
    });
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  } finally {
    clearTimeout(tooLate);
  }
  socket.on('error', () => {});
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
