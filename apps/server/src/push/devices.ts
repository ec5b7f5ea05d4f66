import type { ReachableDevice, SubscribeBody } from '@jiggy-care/protocol';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CallerIdentity } from '../auth/caller.ts';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { isPushAddress } from '../config/push-settings.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Facts } from '../facts/facts.ts';
import { DevicesRepository, type StoredDevice } from './devices.repository.ts';
import { forgetDevices } from './forget-devices.ts';
import { Vapid } from './vapid.ts';

/**
 * On which devices people are reached while the app is closed. Each belongs to the session that brought it, and goes with
 * it.
 *
 * @source protocol P16.1 to P16.4
 */
@Injectable()
export class Devices implements OnModuleInit {
  constructor(
    private readonly repository: DevicesRepository,
    private readonly facts: Facts,
    private readonly config: Config,
    private readonly vapid: Vapid,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    forgetDevices(this.facts, this.repository, () => this.clock.now());
  }

  /** @throws DomainError `push_off` */
  publicKey(): string {
    const { keys } = this.vapid;
    if (keys === undefined)
      throw new DomainError('push_off', 'This server reaches no device while the app is closed');
    return keys.publicKey;
  }

  /**
   * @throws DomainError `push_off`; `validation_failed` for an address of no push service that is known; `unauthorized`
   *   where the session has ended this instant
   */
  async keep(
    caller: CallerIdentity,
    body: SubscribeBody,
    userAgent: string | undefined,
  ): Promise<ReachableDevice> {
    this.publicKey();
    if (this.config.push === undefined || !isPushAddress(body.endpoint, this.config.push)) {
      throw new DomainError('validation_failed', 'Validation failed', {
        details: [
          { path: 'endpoint', message: 'is of no push service that this server sends to (PUSH_HOSTS)' },
        ],
      });
    }
    const { userId, sessionId } = caller;
    const kept = await this.repository.keep({ ...body, userId, sessionId, userAgent });
    if (kept === undefined) throw DomainError.unauthorized();
    return shown(kept, caller);
  }

  async list(caller: CallerIdentity): Promise<ReachableDevice[]> {
    return (await this.repository.list(caller.userId)).map((device) => shown(device, caller));
  }

  /** @throws DomainError `not_found` */
  async remove({ userId }: CallerIdentity, id: string): Promise<void> {
    if (!(await this.repository.remove(userId, id))) throw DomainError.notFound('Device');
  }
}

function shown({ sessionId, ...device }: StoredDevice, caller: CallerIdentity): ReachableDevice {
  return { ...device, current: sessionId === caller.sessionId };
}
