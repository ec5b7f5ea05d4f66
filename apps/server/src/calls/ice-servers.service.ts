import type { IceServers } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { stunServers, turnServer } from './ice-servers.ts';
import { CallLogRepository } from './keeping/call-log.repository.ts';
import { CallStoreRepository } from './keeping/call-store.repository.ts';

/** Credentials to try out a connection before there is a call. */
const CHECK_TTL_S = 60;

/**
 * What a browser needs to get through firewalls. A relay goes on for as long as it is used, so it is not for everyone
 * who can register: only for the two people of a call, and for a minute for whoever has somebody to call.
 *
 * @source protocol P11.10 to P11.12
 */
@Injectable()
export class IceServersService {
  constructor(
    private readonly store: CallStoreRepository,
    private readonly log: CallLogRepository,
    private readonly limits: RateLimits,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * For a call that the person is in; without one, the list has no relay.
   *
   * @throws DomainError `rate_limited`
   */
  async listForCall(userId: string): Promise<IceServers> {
    const { turn, turnTtlS: ttl } = this.config;
    if (turn === undefined || (await this.store.findLiveOf(userId)) === undefined)
      return { iceServers: this.stun(), ttl };
    await this.limits.take('turn', userId);
    return { iceServers: this.withRelay(turn, userId, ttl), ttl };
  }

  /**
   * To try the connection before there is a call; the list says where a relay is withheld.
   *
   * @throws DomainError `rate_limited`
   */
  async listForCheck(userId: string): Promise<IceServers> {
    const { turn } = this.config;
    const ttl = CHECK_TTL_S;
    if (turn === undefined) return { iceServers: this.stun(), ttl };
    await this.limits.take('turnCheck', userId);
    if (!(await this.log.hasSomeoneToCall(userId)))
      return { iceServers: this.stun(), ttl, withheld: 'no-booking' };
    return { iceServers: this.withRelay(turn, userId, ttl), ttl };
  }

  private withRelay(
    turn: NonNullable<Config['turn']>,
    userId: string,
    ttlS: number,
  ): IceServers['iceServers'] {
    const expiresAt = Math.floor(this.clock.now() / 1_000) + ttlS;
    return [...this.stun(), turnServer(turn, userId, expiresAt)];
  }

  private stun(): IceServers['iceServers'] {
    return stunServers(this.config.stunUrls);
  }
}
