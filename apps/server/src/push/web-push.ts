import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import webPush from 'web-push';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { isPushAddress, type VapidKeys } from '../config/push-settings.ts';
import { GuardedPost, type Refusal } from '../outgoing/guarded-post.ts';
import { wishedPauseMs } from '../outgoing/retry-after.ts';
import type { Delivery, Device, Parcel, PushService } from './push-service.ts';
import { Vapid } from './vapid.ts';

const MAX_SOCKETS = 50;
const TIMEOUT_MS = 5_000;
/** That there is no such subscription any more (RFC 8030, 7.3). */
const GONE: readonly (number | undefined)[] = [404, 410];
/** What is wrong with these stays wrong. */
const FOR_EVER: readonly (number | undefined)[] = [400, 401, 403, 413];

/**
 * The push services of browsers: encrypted for the device alone (RFC 8291), signed with the key of this server (RFC 8292),
 * and sent nowhere else than to the hosts of the settings.
 *
 * @source protocol P16.9, P16.10
 */
@Injectable()
export class WebPush implements PushService, OnModuleDestroy {
  private readonly post: GuardedPost | undefined;

  constructor(
    private readonly config: Config,
    private readonly vapid: Vapid,
    private readonly clock: Clock,
  ) {
    const { push } = config;
    if (push !== undefined)
      this.post = new GuardedPost({ reach: push.reach, maxSockets: MAX_SOCKETS, timeoutMs: TIMEOUT_MS });
  }

  onModuleDestroy(): void {
    this.post?.close();
  }

  async send(device: Device, parcel: Parcel, stop: AbortSignal): Promise<Delivery> {
    const { push } = this.config;
    const { keys } = this.vapid;
    if (push === undefined || keys === undefined || this.post === undefined)
      return { outcome: 'refused', fault: 'push is off' };
    // The hosts may be others than when it subscribed.
    if (!isPushAddress(device.endpoint, push)) return { outcome: 'refused', fault: 'host not allowed' };
    const request = requestFor(device, parcel, { ...keys, subject: push.subject });
    if (request === undefined) return { outcome: 'refused', fault: 'no key of a browser' };
    const refusal = await this.post.post(new URL(device.endpoint), request.headers, request.body, stop);
    return refusal === undefined ? { outcome: 'taken' } : deliveryOf(refusal, this.clock.now());
  }
}

/** `undefined` where nothing can be encrypted for the device: what has the length of a key need not be one. */
function requestFor(
  device: Device,
  parcel: Parcel,
  vapidDetails: VapidKeys & { readonly subject: string },
): { headers: Record<string, string>; body: Buffer } | undefined {
  try {
    return encrypted(device, parcel, vapidDetails);
  } catch {
    return undefined;
  }
}

function encrypted(
  { endpoint, p256dh, auth }: Device,
  { note, ttlS, urgency, topic }: Parcel,
  vapidDetails: VapidKeys & { readonly subject: string },
): { headers: Record<string, string>; body: Buffer } {
  const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(note), {
    vapidDetails,
    TTL: ttlS,
    urgency,
    topic,
    contentEncoding: 'aes128gcm',
  });
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return { headers: Object.fromEntries(headers), body: request.body as Buffer };
}

function deliveryOf({ fault, answer }: Refusal, now: number): Delivery {
  if (GONE.includes(answer?.status)) return { outcome: 'gone' };
  if (FOR_EVER.includes(answer?.status)) return { outcome: 'refused', fault };
  const pauseMs = answer === undefined ? 0 : wishedPauseMs(answer, now);
  return { outcome: 'later', fault, ...(pauseMs > 0 ? { notBefore: now + pauseMs } : {}) };
}
