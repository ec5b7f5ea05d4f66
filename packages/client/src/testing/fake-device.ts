import { AssembledClient } from '../assembled-client.ts';
import type { Calls } from '../call/calls.ts';
import type { SocketListener, SocketOpener } from '../connection/socket.ts';
import { createCalls } from '../create-calls.ts';
import type { StoredTokens } from '../credentials/credentials.ts';
import { ChatError } from '../errors.ts';
import type { Http } from '../platform/platform.ts';
import type { Account } from '../wire.ts';
import { type DeviceMood, FakeCallPlatform } from './fake-call-platform.ts';
import type { FakeDevice, FakeDeviceOptions, FakeMedia } from './fake-chat.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeNet } from './fake-net.ts';
import { type FakePlatform, fakePlatform } from './fake-platform.ts';
import type { FakeServer } from './fake-server.ts';

interface Parts {
  readonly server: FakeServer;
  readonly clock: FakeClock;
  readonly net: FakeNet;
}

const SESSION_MS = 900_000;

/** A device of one person before the server of a {@link FakeCare}, with a network that can be taken away. */
export class DeviceBeforeServer implements FakeDevice {
  readonly client: AssembledClient;
  readonly media: FakeMedia;
  private readonly platform: FakePlatform;
  private readonly callPlatform: FakeCallPlatform;
  private readonly listeners = new Set<SocketListener>();
  private madeCalls: Calls | undefined;

  constructor(
    readonly person: Account,
    private readonly parts: Parts,
    { signedIn = true, logger }: FakeDeviceOptions,
  ) {
    const { clock, net } = parts;
    this.platform = fakePlatform(this.http, { clock });
    this.callPlatform = new FakeCallPlatform(net);
    this.media = mediaOf(this.callPlatform);
    let kept: StoredTokens | undefined = signedIn
      ? { accessToken: person.id, refreshToken: `r-${person.id}`, expiresAt: clock.now() + SESSION_MS }
      : undefined;
    const store = {
      load: async () => kept,
      save: async (tokens: StoredTokens | undefined) => {
        kept = tokens;
      },
    };
    this.client = new AssembledClient(
      {
        url: 'http://chat.test',
        auth: { kind: 'session', store },
        platform: this.platform,
        ...(logger === undefined ? {} : { logger }),
      },
      this.open,
    );
  }

  get calls(): Calls {
    this.madeCalls ??= createCalls(this.client, this.callPlatform);
    return this.madeCalls;
  }

  goOffline(): void {
    this.platform.network.goOffline();
    this.parts.server.cut((listener) => this.listeners.has(listener));
    this.parts.net.cut();
  }

  comeOnline(): void {
    this.parts.net.heal();
    this.platform.network.wake();
  }

  private readonly http: Http = async (url, request) => {
    if (!this.platform.network.online) throw new TypeError('fetch failed');
    return this.parts.server.http(url, request);
  };

  private readonly open: SocketOpener = (request, listener) => {
    if (this.platform.network.online) {
      this.listeners.add(listener);
      return this.parts.server.open(request, listener);
    }
    queueMicrotask(() => listener.failed(new ChatError('unreachable', 'The device is offline')));
    return { emit: () => {}, close: () => {}, drop: () => {} };
  };
}

function mediaOf(platform: FakeCallPlatform): FakeMedia {
  const mood = (device: 'microphone' | 'camera' | 'screen') => ({
    enumerable: true,
    get: () => platform[device],
    set: (now: DeviceMood) => {
      platform[device] = now;
    },
  });
  return Object.defineProperties({} as FakeMedia, {
    microphone: mood('microphone'),
    camera: mood('camera'),
    screen: mood('screen'),
    isAsking: { enumerable: true, get: () => platform.isAsking },
    open: { enumerable: true, get: () => platform.openTracks.map(({ kind }) => kind) },
    sounding: { enumerable: true, get: () => platform.tones.playing },
    answer: { value: (moods: Parameters<FakeMedia['answer']>[0]) => platform.answer(moods) },
  });
}
