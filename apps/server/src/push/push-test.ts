import type { PushNote } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import type { CallerIdentity } from '../auth/caller.ts';
import { Clock } from '../clock/clock.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Preferences } from '../preferences/preferences.ts';
import { Courier } from './courier.ts';
import { DevicesRepository } from './devices.repository.ts';
import { Devices } from './devices.ts';
import { NOTE_WORDS } from './note-words.ts';
import { topicOf } from './topic.ts';

const TTL_S = 60;

/** Tries whether the device that asks is reached. */
@Injectable()
export class PushTest {
  constructor(
    private readonly devices: Devices,
    private readonly repository: DevicesRepository,
    private readonly courier: Courier,
    private readonly preferences: Preferences,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when its push service has taken it.
   *
   * @throws DomainError `push_off`; `not_found` where the device is not reached at all; `push_failed`
   */
  async send(caller: CallerIdentity): Promise<void> {
    this.devices.publicKey();
    const now = this.clock.now();
    const ownId = await this.repository.ofSession(caller.userId, caller.sessionId);
    const device = (await this.repository.ofPerson(caller.userId, now)).find(({ id }) => id === ownId);
    if (device === undefined) throw DomainError.notFound('Subscription of this device');
    const lang = (await this.preferences.ofOne(caller)).language ?? 'en';
    const words = NOTE_WORDS[lang];
    const note: PushNote = {
      kind: 'test',
      title: words.works,
      body: words.worksMore,
      lang,
      tag: 'test',
      url: '/settings',
      sentAt: new Date(now).toISOString(),
    };
    const parcel = { note, ttlS: TTL_S, urgency: 'high', topic: topicOf(device.id, 'test') } as const;
    const { outcome } = await this.courier.send(device, parcel, new AbortController().signal);
    if (outcome !== 'taken')
      throw new DomainError(
        'push_failed',
        'The push service of this device did not take it, please turn it on anew',
      );
  }
}
