import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.ts';
import { limitFactor } from '../edge/loosening.ts';
import { DomainError } from '../errors/domain-error.ts';

const PER_PERSON = 20;
const PER_ADDRESS = 100;

/** How many sockets one person, or one address without an identity, holds on this node. */
@Injectable()
export class Seats {
  private readonly taken = new Map<string, number>();
  private readonly factor: number;

  constructor(config: Config) {
    this.factor = limitFactor(config);
  }

  /**
   * Asked and taken in one: between the two, others could come in without number.
   *
   * @throws DomainError `rate_limited` when all are taken
   */
  take(userId: string | undefined, address: string): void {
    const key = keyOf(userId, address);
    const taken = this.taken.get(key) ?? 0;
    const limit = (userId === undefined ? PER_ADDRESS : PER_PERSON) * this.factor;
    if (taken >= limit) throw DomainError.rateLimited(10_000);
    this.taken.set(key, taken + 1);
  }

  release(userId: string | undefined, address: string): void {
    const key = keyOf(userId, address);
    const left = (this.taken.get(key) ?? 0) - 1;
    if (left > 0) this.taken.set(key, left);
    else this.taken.delete(key);
  }
}

function keyOf(userId: string | undefined, address: string): string {
  return userId === undefined ? `address:${address}` : `person:${userId}`;
}
