import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.ts';
import { limitFactor } from '../edge/loosening.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { DomainError } from '../errors/domain-error.ts';
import { FloodGate } from './flood-gate.ts';
import { Handshake } from './handshake.ts';

/** Greetings that one connection may send: each is answered with work, and a client needs one. */
const MAX_GREETINGS = 5;
/** Connections of one address that have not been let in yet; each lives for some seconds at most. */
const MAX_HALF_BORN = 500;

const NO_OBJECT = {
  message: 'The handshake needs an object in auth, such as {token: …}',
  data: {
    message: 'The handshake needs an object in auth, such as {token: …}',
    code: 'validation_failed',
    retryable: false,
  },
};

interface Packet {
  readonly type: string;
  readonly data?: unknown;
}

/** The little of a connection of engine.io that is used here. */
export interface Connection {
  readonly request: IncomingMessage;
  on(event: 'packet', listener: (this: Connection, packet: Packet) => void): void;
  on(event: 'upgrading' | 'close', listener: (this: Connection) => void): void;
  write(text: string): void;
  close(discard?: boolean): void;
}

interface Guest {
  readonly address: string;
  greetings: number;
  refused: number;
  /** Whether a greeting of it is being looked at. */
  atTheDoor: boolean;
  isIn: boolean;
}

/**
 * Counts what comes over a connection before it is an event of anyone: packets of every kind, greetings to
 * namespaces, and connections that never greet. None of it meets the limits of events and of persons.
 *
 * @source protocol P12.7, P12.10
 */
@Injectable()
export class ConnectionGate {
  private readonly guests = new WeakMap<object, Guest>();
  private readonly halfBorn = new Map<string, number>();
  private readonly maxHalfBorn: number;

  constructor(
    config: Config,
    private readonly flood: FloodGate,
    private readonly limits: RateLimits,
    private readonly handshake: Handshake,
  ) {
    this.maxHalfBorn = MAX_HALF_BORN * limitFactor(config);
  }

  /** Whether one more may come from where the request comes from. */
  hasRoomFor(request: IncomingMessage): boolean {
    return (this.halfBorn.get(this.handshake.addressOf(request)) ?? 0) < this.maxHalfBorn;
  }

  watch(connection: Connection): void {
    const address = this.handshake.addressOf(connection.request);
    this.guests.set(connection, { address, greetings: 0, refused: 0, atTheDoor: false, isIn: false });
    this.halfBorn.set(address, (this.halfBorn.get(address) ?? 0) + 1);
    // One listener for all connections: see outbound-bound.ts.
    connection.on('packet', this.onPacket);
    connection.on('upgrading', this.onProbe);
    connection.on('close', this.onClose);
  }

  /** @throws DomainError `rate_limited` while the same connection waits for an answer already */
  enter(connection: object): void {
    const guest = this.guests.get(connection);
    if (guest?.atTheDoor) throw DomainError.rateLimited(1_000);
    if (guest !== undefined) guest.atTheDoor = true;
  }

  /** The greeting was answered: it may send another one. */
  answered(connection: object): void {
    const guest = this.guests.get(connection);
    if (guest !== undefined) guest.atTheDoor = false;
  }

  letIn(connection: object): void {
    const guest = this.guests.get(connection);
    if (guest !== undefined) this.leaveDoor(guest);
  }

  /**
   * Counts a refused greeting. Who has used up its share is let go as soon as it has its answer.
   *
   * @throws DomainError `rate_limited`, saying after how long to try again
   */
  async refused(connection: Connection): Promise<void> {
    const guest = this.guests.get(connection);
    if (guest === undefined) return;
    guest.refused += 1;
    try {
      await this.limits.take('handshake', guest.address);
    } catch (refusal) {
      closeSoon(connection);
      throw refusal;
    }
    if (guest.refused >= MAX_GREETINGS) closeSoon(connection);
  }

  private readonly onPacket = packetListener((connection, { type, data }) => {
    const length = typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0;
    if (this.flood.judge(connection, performance.now(), length) === 'cut') connection.close(true);
    else if (type === 'message' && typeof data === 'string' && data.startsWith('0'))
      this.greeted(connection, data);
  });

  private readonly onProbe = ownListener((connection) => {
    if (this.flood.judge(connection, performance.now()) === 'cut') connection.close(true);
  });

  private readonly onClose = ownListener((connection) => {
    const guest = this.guests.get(connection);
    if (guest !== undefined) this.leaveDoor(guest);
  });

  private greeted(connection: Connection, text: string): void {
    const guest = this.guests.get(connection);
    if (guest === undefined) return;
    guest.greetings += 1;
    if (guest.greetings > MAX_GREETINGS) connection.close(true);
    // Socket.IO closes the connection then, without a word.
    else if (/^0\/chat,[^{]/.test(text)) connection.write(`4/chat,${JSON.stringify(NO_OBJECT)}`);
    // All other namespaces refuse, by themselves.
    else if (!/^0\/chat(,|$)/.test(text)) void this.refused(connection).catch(() => {});
  }

  private leaveDoor(guest: Guest): void {
    if (guest.isIn) return;
    guest.isIn = true;
    const left = (this.halfBorn.get(guest.address) ?? 0) - 1;
    if (left > 0) this.halfBorn.set(guest.address, left);
    else this.halfBorn.delete(guest.address);
  }
}

function packetListener(handle: (connection: Connection, packet: Packet) => void) {
  return function (this: Connection, packet: Packet) {
    handle(this, packet);
  };
}

function ownListener(handle: (connection: Connection) => void) {
  return function (this: Connection) {
    handle(this);
  };
}

/** After the answer that is being given now. */
function closeSoon(connection: Connection): void {
  setImmediate(() => setImmediate(() => connection.close()));
}
