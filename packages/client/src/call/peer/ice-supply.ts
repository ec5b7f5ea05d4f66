import type { IceServer } from '../../platform/call-platform.ts';
import type { Clock } from '../../platform/platform.ts';
import type { CallRest } from '../surroundings.ts';

/** A call must not wait for long: without a relay most connections come about, too. */
const PATIENCE_MS = 4_000;
/** Credentials are not used to their last minute. */
const USED_SHARE = 0.5;
/** Whatever the server says: the rest of a call is not bet on one answer. */
const LONGEST_TTL_MS = 3_600_000;

interface Parts {
  readonly rest: Pick<CallRest, 'listIceServers'>;
  readonly clock: Clock;
}

/** The servers by which the peers of one call find their way, with credentials that are valid. */
export class IceSupply {
  private servers: readonly IceServer[] = [];
  private freshUntil = 0;
  private asking: Promise<void> | undefined;

  constructor(private readonly parts: Parts) {}

  /** The last that are known. */
  get known(): readonly IceServer[] {
    return this.servers;
  }

  /** Resolves once there are valid ones, or it took too long; never rejects. */
  async prepare(): Promise<void> {
    if (this.parts.clock.now() < this.freshUntil) return;
    await this.renew();
  }

  /** The same, with new credentials in any case. */
  async renew(): Promise<void> {
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    const { asking } = this;
    await new Promise<void>((resolve) => {
      const cancel = this.parts.clock.after(PATIENCE_MS, resolve);
      void asking.then(() => {
        cancel();
        resolve();
      });
    });
  }

  private async ask(): Promise<void> {
    try {
      const { iceServers, ttl } = await this.parts.rest.listIceServers();
      this.servers = iceServers;
      this.freshUntil = this.parts.clock.now() + Math.min(ttl * 1_000, LONGEST_TTL_MS) * USED_SHARE;
    } catch {
      // The ones before may still do; with none the peers try their direct ways.
    }
  }
}
