import type { PushKind } from '@jiggy-care/protocol';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Database } from '../database/database.ts';
import { type Job, JobRefused, type NewJob } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import { DevicesRepository } from './devices.repository.ts';
import type { Delivery, Device, Parcel, PushService } from './push-service.ts';
import { WebPush } from './web-push.ts';

type Outcome = Delivery['outcome'];

/** Brings parcels to devices, whatever their kind, and forgets devices that are gone. */
@Injectable()
export class Courier implements OnModuleInit {
  private readonly services: Readonly<Record<PushKind, PushService>>;
  private readonly outcomes = new Map<Outcome, number>([
    ['taken', 0],
    ['gone', 0],
    ['refused', 0],
    ['later', 0],
  ]);

  constructor(
    webPush: WebPush,
    private readonly devices: DevicesRepository,
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {
    this.services = { web: webPush };
  }

  onModuleInit(): void {
    this.metrics.totals(
      'jiggy_push_sent_total',
      'What was sent to devices whose app is closed, by outcome.',
      'outcome',
      () => this.outcomes,
    );
  }

  async send(device: Device, parcel: Parcel, stop: AbortSignal): Promise<Delivery> {
    const delivery = await this.services[device.kind].send(device, parcel, stop);
    const { outcome } = delivery;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (outcome === 'taken') await this.devices.noteTaken(device.id, this.clock.now());
    if (outcome === 'gone') await this.devices.noteGone(device.id);
    if (delivery.outcome === 'refused') {
      await this.devices.noteRefused(device.id);
      this.log.warn({ deviceId: device.id, fault: delivery.fault }, 'a push service refuses a device');
    }
    return delivery;
  }

  /**
   * Sends to all of them. What is not taken just now is tried again, for each device by itself, since the others have it.
   *
   * @param again the job for one device alone
   * @throws JobRefused where it is one device only
   */
  async sendAll(
    job: Job,
    parcels: readonly { readonly device: Device; readonly parcel: Parcel }[],
    again: (deviceId: string) => NewJob,
  ): Promise<void> {
    const sent = await Promise.all(
      parcels.map(async ({ device, parcel }) => ({
        device,
        delivery: await this.send(device, parcel, job.signal),
      })),
    );
    const late = sent.flatMap(({ device, delivery }) =>
      delivery.outcome === 'later' ? [{ device, delivery }] : [],
    );
    const [first] = late;
    if (first === undefined) return;
    if (parcels.length === 1) throw new JobRefused(first.delivery.fault, first.delivery.notBefore);
    const soon = this.clock.now() + AGAIN_AFTER_MS;
    const jobs = late.map(({ device, delivery }) => ({
      ...again(device.id),
      runAt: Math.max(delivery.notBefore ?? 0, soon),
    }));
    await this.jobs.add(this.database.db, jobs);
    this.jobs.wake();
  }
}

const AGAIN_AFTER_MS = 1_000;
