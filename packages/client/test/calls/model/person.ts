import { AssembledClient } from '../../../src/assembled-client.ts';
import type { Call, CallOutcome } from '../../../src/call/call.ts';
import type { Calls } from '../../../src/call/calls.ts';
import type { SocketOpener } from '../../../src/connection/socket.ts';
import { createCalls } from '../../../src/create-calls.ts';
import type { Http, HttpReply } from '../../../src/platform/platform.ts';
import { FakeCallMemory, FakeCallPlatform } from '../../../src/testing/fake-call-platform.ts';
import type { FakeClock } from '../../../src/testing/fake-clock.ts';
import type { FakeNet } from '../../../src/testing/fake-net.ts';
import type { FakePeer } from '../../../src/testing/fake-peer.ts';
import { fakePlatform } from '../../../src/testing/fake-platform.ts';
import type { Action, Party } from './party.ts';
import { ACCOUNTS, type Name, otherThan, RECORD } from './people.ts';

interface Parts {
  readonly name: Name;
  readonly clock: FakeClock;
  readonly net: FakeNet;
  readonly open: SocketOpener;
  readonly type: 'video' | 'audio';
  /** Whether the browser asks before it gives camera and microphone. */
  readonly asksForMedia: boolean;
  rest(path: string): Promise<unknown>;
  /** A peer of this person was connected, or lost. */
  onLink(): void;
}

/** A person at a device with the whole SDK, whose camera, microphone and peer connections are fakes. */
export class Person implements Party {
  readonly memory = new FakeCallMemory();
  readonly peers: FakePeer[] = [];
  readonly did: Action[] = [];
  readonly faults: string[] = [];
  platform!: FakeCallPlatform;
  client!: AssembledClient;
  calls!: Calls;

  constructor(private readonly parts: Parts) {
    this.openPage();
  }

  private get call(): Call | undefined {
    return this.calls.current.get();
  }

  get outcome(): CallOutcome | undefined {
    return this.call?.state.get().outcome;
  }

  get phase(): string {
    return this.call?.state.get().phase ?? 'none';
  }

  get hasCamera(): boolean {
    return this.call?.local.get().camera === 'on';
  }

  get shown(): Party['shown'] {
    return this.call?.remote.get();
  }

  get openPeers(): FakePeer[] {
    return this.peers.filter(({ signalingState }) => signalingState !== 'closed');
  }

  can(action: Action): boolean {
    switch (action) {
      case 'place':
        return this.phase === 'none' || this.phase === 'ended';
      case 'accept':
      case 'decline':
        return this.phase === 'incoming';
      case 'end':
        return this.phase !== 'none' && this.phase !== 'ended';
      case 'allow':
        return this.platform.isAsking;
      default:
        return this.phase === 'live' || this.phase === 'connecting';
    }
  }

  act(action: Action): void {
    this.did.push(action);
    try {
      this.perform(action);
    } catch (thrown) {
      this.faults.push(`${this.parts.name} cannot ${action}: ${thrown}`);
    }
  }

  /** The page says that it goes away. */
  hidePage(): void {
    this.platform.hidePage();
  }

  /** The old page is gone with everything that it had, and can say nothing more; its notes are still there. */
  openNewPage(): void {
    this.client.disconnect();
    for (const track of this.platform.tracks) track.stop();
    for (const peer of this.openPeers) peer.close();
    this.openPage();
  }

  private openPage(): void {
    const { name, clock, net, open, asksForMedia } = this.parts;
    const platform = new FakeCallPlatform(net, this.memory);
    if (asksForMedia) Object.assign(platform, { microphone: 'asking', camera: 'asking' });
    const createPeer = platform.createPeer;
    this.platform = Object.assign(platform, {
      createPeer: (configuration: Parameters<typeof createPeer>[0]) => {
        const peer = createPeer(configuration);
        peer.addEventListener('connectionstatechange', () => this.parts.onLink());
        this.peers.push(peer);
        return peer;
      },
    });
    this.client = new AssembledClient(
      {
        url: 'http://server.test',
        auth: { kind: 'token', getToken: () => name },
        platform: fakePlatform(this.http, { clock }),
        deviceId: `device of ${name}`,
      },
      open,
    );
    this.calls = createCalls(this.client, this.platform);
    this.client.connect();
  }

  private perform(action: Action): void {
    const { name, type } = this.parts;
    switch (action) {
      case 'place':
        this.calls.place({ conversationId: RECORD.id, type, other: ACCOUNTS[otherThan(name)] });
        break;
      case 'accept':
        this.call?.accept();
        break;
      case 'decline':
        this.call?.decline('Later');
        break;
      case 'end':
        this.call?.end();
        break;
      case 'allow':
        this.platform.answer();
        break;
      default:
        void this.call?.setCamera(action === 'camera on').then((problem) => {
          if (problem !== undefined) this.faults.push(`${name}: ${action}: ${problem.kind}`);
        });
    }
  }

  private readonly http: Http = async (url): Promise<HttpReply> => {
    const body = await this.parts.rest(new URL(url).pathname.replace('/api/v1', ''));
    return {
      status: body === undefined ? 404 : 200,
      headers: { get: () => null },
      text: async () => JSON.stringify(body ?? { statusCode: 404, code: 'not_found', message: 'Not found' }),
    };
  };
}
