import { type CallPlatform, canMakePeers, type IceServer } from '../../platform/call-platform.ts';
import type { Clock } from '../../platform/platform.ts';
import type { CallCheck, ConnectionCheck, DeviceCheck } from '../calls.ts';
import type { LiveDevices } from '../media/live-devices.ts';
import type { LiveRinger } from '../media/ringer.ts';
import type { CallRest } from '../surroundings.ts';
import { LiveDeviceCheck } from './live-device-check.ts';
import { testRelay } from './relay.ts';
import { testWayOut } from './way-out.ts';

interface Parts {
  readonly platform: CallPlatform;
  readonly clock: Clock;
  readonly devices: LiveDevices;
  readonly ringer: LiveRinger;
  readonly rest: Pick<CallRest, 'listIceServers'>;
  /** Resolves with the milliseconds that the server's answer took; rejects when there is no live connection. */
  ping(): Promise<number>;
}

/** What takes longer than this would be no help in a call either. */
const PATIENCE_MS = 10_000;
const CHIME_PATIENCE_MS = 3_000;

/** Tries what a call needs, without a call. */
export class LiveCallCheck implements CallCheck {
  constructor(private readonly parts: Parts) {}

  openDevices({ video = true }: { readonly video?: boolean } = {}): DeviceCheck {
    const { platform, devices } = this.parts;
    return new LiveDeviceCheck({ platform, devices, video });
  }

  async playChime(): Promise<boolean> {
    const chime = this.parts.ringer.chime();
    const hasStarted = await this.within(CHIME_PATIENCE_MS, (isOver) =>
      Promise.race([chime.hasStarted, isOver.then(() => false)]),
    );
    // Otherwise it would come as a surprise with some later click.
    if (!hasStarted) chime.stop();
    return hasStarted;
  }

  testConnection(): Promise<ConnectionCheck> {
    return this.within(PATIENCE_MS, async (isOver) => {
      const [server, ways] = await Promise.all([this.testServer(isOver), this.testWays(isOver)]);
      return { server, ...ways };
    });
  }

  private async testServer(isOver: Promise<void>): Promise<ConnectionCheck['server']> {
    const roundTripMs = await Promise.race([
      this.parts.ping().catch(() => undefined),
      isOver.then(() => undefined),
    ]);
    return roundTripMs === undefined ? { works: false } : { works: true, roundTripMs };
  }

  private async testWays(isOver: Promise<void>): Promise<Omit<ConnectionCheck, 'server'>> {
    const { platform, clock, rest } = this.parts;
    if (!canMakePeers(platform)) return { isSupported: false, direct: 'fails', relay: { works: 'fails' } };
    const answer = await Promise.race([
      rest.listIceServers('check').catch(() => undefined),
      isOver.then(() => undefined),
    ]);
    if (answer === undefined) return { direct: 'fails', relay: { works: 'fails' } };
    const { iceServers: servers, withheld } = answer;
    const stun = withUrls(servers, /^stuns?:/);
    const turn = withUrls(servers, /^turns?:/);
    const [direct, relay] = await Promise.all([
      stun.length === 0 ? undefined : testWayOut(platform, stun, isOver),
      turn.length === 0 ? undefined : testRelay({ platform, clock, servers: turn, isOver }),
    ]);
    if (relay === undefined)
      return { direct: verdict(direct), relay: { works: withheld === undefined ? 'none' : 'withheld' } };
    return { direct: verdict(direct), relay: { ...relay, works: verdict(relay.works) } };
  }

  /** Gives an action a promise that resolves when its time is over. */
  private async within<T>(ms: number, action: (isOver: Promise<void>) => Promise<T>): Promise<T> {
    let cancel = () => {};
    const isOver = new Promise<void>((resolve) => {
      cancel = this.parts.clock.after(ms, resolve);
    });
    try {
      return await action(isOver);
    } finally {
      cancel();
    }
  }
}

function withUrls(servers: readonly IceServer[], fitting: RegExp): IceServer[] {
  return servers
    .map((server) => ({ ...server, urls: server.urls.filter((url) => fitting.test(url)) }))
    .filter(({ urls }) => urls.length > 0);
}

function verdict(works: boolean | undefined): 'works' | 'fails' | 'none' {
  if (works === undefined) return 'none';
  return works ? 'works' : 'fails';
}
