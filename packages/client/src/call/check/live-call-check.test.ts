import { beforeEach, describe, expect, test } from 'vitest';
import type { IceServer, PeerConfiguration } from '../../platform/call-platform.ts';
import { FakeCallPlatform } from '../../testing/fake-call-platform.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { soon } from '../../testing/soon.ts';
import { LiveDevices } from '../media/live-devices.ts';
import { LiveRinger } from '../media/ringer.ts';
import { LiveCallCheck } from './live-call-check.ts';

const STUN: IceServer = { urls: ['stun:stun.example.org'] };
const TURN: IceServer = { urls: ['turn:turn.example.org?transport=udp'], username: 'u', credential: 'c' };

let platform: FakeCallPlatform;
let clock: FakeClock;
let devices: LiveDevices;
let check: LiveCallCheck;
let servers: readonly IceServer[] | Error;
let withheld: 'no-booking' | undefined;
let ping: () => Promise<number>;
let asked: (string | undefined)[];

beforeEach(() => {
  platform = new FakeCallPlatform();
  clock = new FakeClock();
  devices = new LiveDevices(platform);
  servers = [STUN, TURN];
  withheld = undefined;
  ping = async () => 23;
  asked = [];
  check = new LiveCallCheck({
    platform,
    clock,
    devices,
    ringer: new LiveRinger({ platform, speakerId: () => undefined }),
    rest: {
      listIceServers: async (purpose) => {
        asked.push(purpose);
        if (servers instanceof Error) throw servers;
        return { iceServers: servers, ttl: 60, ...(withheld === undefined ? {} : { withheld }) };
      },
    },
    ping: () => ping(),
  });
});

const open = () => platform.openTracks.map(({ kind }) => kind);

describe('trying the devices', () => {
  test('camera and microphone are opened as for a call, and closed afterwards', async () => {
    const devices = check.openDevices();
    expect(devices.state.get().status).toBe('asking');
    await soon();
    expect(devices.state.get()).toMatchObject({ status: 'ready', hasMicrophone: true, hasCamera: true });
    expect(devices.state.get().stream?.getTracks()).toHaveLength(2);
    devices.close();
    expect(open()).toEqual([]);
    expect(devices.state.get().stream).toBeUndefined();
  });

  test('for a voice call the camera is left alone', async () => {
    const devices = check.openDevices({ video: false });
    await soon();
    expect(devices.state.get()).toMatchObject({ hasMicrophone: true, hasCamera: false });
    expect(platform.wishes).toEqual([{ audio: true, video: false }]);
  });

  test('each problem is told, and gone when it was mended', async () => {
    platform.camera = 'denied';
    const devices = check.openDevices();
    await soon();
    expect(devices.state.get()).toMatchObject({ hasMicrophone: true, cameraProblem: { kind: 'denied' } });
    platform.camera = 'ready';
    await devices.retry();
    expect(devices.state.get().cameraProblem).toBeUndefined();
    expect(open()).toEqual(['audio', 'video']);
  });

  test('another camera is shown as soon as it is chosen', async () => {
    const tried = check.openDevices();
    await soon();
    await devices.choose({ kind: 'camera', id: 'cam-2' });
    const shown = tried.state
      .get()
      .stream?.getTracks()
      .find(({ kind }) => kind === 'video');
    expect(shown?.getSettings?.().deviceId).toBe('cam-2');
    expect(open()).toEqual(['audio', 'video']);
  });

  test('what is pulled out is looked for again, once', async () => {
    const tried = check.openDevices();
    await soon();
    platform.camera = 'missing';
    for (const track of platform.openTracks) track.end();
    await soon();
    expect(tried.state.get()).toMatchObject({ hasMicrophone: true, cameraProblem: { kind: 'missing' } });
    expect(open()).toEqual(['audio']);
    // Both, which fails; the microphone; the camera. All that only once, though two tracks were lost.
    expect(platform.wishes.slice(1)).toHaveLength(3);
  });

  test('a permission that comes after the closing opens nothing', async () => {
    platform.camera = 'asking';
    const tried = check.openDevices();
    await soon();
    tried.close();
    platform.answer();
    await soon();
    expect(platform.tracks).toHaveLength(2);
    expect(open()).toEqual([]);
  });
});

describe('trying the speaker', () => {
  test('the chime sounds', async () => {
    expect(await check.playChime()).toBe(true);
    expect(platform.tones.wanted).toEqual(['chime']);
  });

  test('a chime that may not sound is not left to sound later', async () => {
    platform.tones.isForbidden = true;
    expect(await check.playChime()).toBe(false);
    expect(platform.tones.wanted).toEqual([]);
  });

  test('a chime that never begins is given up', async () => {
    platform.tones.play = () => ({ stop: () => {} });
    const played = check.playChime();
    await clock.pass(3_000);
    expect(await played).toBe(false);
    expect(clock.waiting).toBe(0);
  });
});

describe('trying the connection', () => {
  /** Peers as far as the check uses them: those with a server that works find candidates of its kind. */
  function makePeers(finds: (configuration: PeerConfiguration) => readonly string[], fails = false): void {
    const { createPeer } = platform;
    Object.defineProperty(platform, 'createPeer', {
      value: (configuration: PeerConfiguration) => {
        const peer = createPeer(configuration);
        const setLocalDescription = peer.setLocalDescription.bind(peer);
        let tell = (_: { candidate: { candidate: string; sdpMid: string } | null }) => {};
        let err = (_: { errorCode?: number }) => {};
        const listen = peer.addEventListener.bind(peer);
        peer.addEventListener = (type, listener) => {
          if (type === 'icecandidateerror') err = listener as typeof err;
          if (type !== 'icecandidate') return listen(type, listener);
          const before = tell;
          tell = (event) => {
            before(event);
            (listener as typeof tell)(event);
          };
        };
        peer.setLocalDescription = async (description) => {
          await setLocalDescription(description);
          queueMicrotask(() => {
            if (fails) err({ errorCode: 701 });
            for (const type of finds(configuration)) {
              const candidate = `candidate:1 1 udp 1 127.0.0.1 9 typ ${type}`;
              tell({ candidate: { candidate, sdpMid: '0' } });
            }
            tell({ candidate: null });
          });
        };
        return peer;
      },
    });
  }
  const all = ({ iceTransportPolicy }: PeerConfiguration) =>
    iceTransportPolicy === 'relay' ? ['relay'] : ['host', 'srflx'];

  /** In a browser that never tells how far the relay is. */
  async function testWithoutStatistics() {
    const result = check.testConnection();
    await clock.pass(5_000);
    return result;
  }

  test('everything works: the server answers, the address is found, the relay passes data', async () => {
    makePeers(all);
    expect(await testWithoutStatistics()).toEqual({
      server: { works: true, roundTripMs: 23 },
      direct: 'works',
      relay: { works: 'works' },
    });
    expect(asked).toEqual(['check']);
    expect(platform.net.open).toEqual([]);
    expect(clock.waiting).toBe(0);
  });

  const PAIR = { id: 'P', type: 'candidate-pair', timestamp: 1, state: 'succeeded' };
  const MEASURED = { ...PAIR, currentRoundTripTime: 0.08 };

  /** Statistics, one after the other as they are asked for; the last one stays. */
  function tellStatistics(...told: (readonly object[])[]): void {
    const { createPeer } = platform;
    Object.defineProperty(platform, 'createPeer', {
      value: (configuration: PeerConfiguration) =>
        Object.assign(createPeer(configuration), {
          getStats: async () => (told.length > 1 ? told.shift() : told[0]),
        }),
    });
  }

  test('how far the relay is is told', async () => {
    makePeers(all);
    tellStatistics([MEASURED]);
    expect((await check.testConnection()).relay).toEqual({ works: 'works', roundTripMs: 40 });
    expect(clock.waiting).toBe(0);
  });

  test('statistics that are behind the connection are asked again', async () => {
    makePeers(all);
    tellStatistics([], [PAIR], [{ ...MEASURED, state: 'in-progress' }], [MEASURED]);
    const result = check.testConnection();
    await clock.pass(200);
    expect((await result).relay).toEqual({ works: 'works', roundTripMs: 40 });
    expect(clock.waiting).toBe(0);
  });

  test('the relay is tried through itself alone, and the way out without it', async () => {
    makePeers(all);
    await testWithoutStatistics();
    const used = platform.net.peers.map(({ configurations }) => configurations[0]);
    expect(used).toEqual([
      { iceServers: [STUN] },
      { iceServers: [TURN], iceTransportPolicy: 'relay' },
      { iceServers: [TURN], iceTransportPolicy: 'relay' },
    ]);
  });

  test('where no servers are set up there is nothing to try', async () => {
    servers = [];
    expect(await check.testConnection()).toMatchObject({ direct: 'none', relay: { works: 'none' } });
    expect(platform.net.peers).toEqual([]);
  });

  test('a relay that lets nobody in fails without waiting', async () => {
    makePeers(({ iceTransportPolicy }) => (iceTransportPolicy === 'relay' ? [] : ['host', 'srflx']));
    expect(await check.testConnection()).toMatchObject({ direct: 'works', relay: { works: 'fails' } });
    expect(platform.net.open).toEqual([]);
  });

  test('an address that the device has anyway was learned too', async () => {
    makePeers(({ iceTransportPolicy }) => (iceTransportPolicy === 'relay' ? ['relay'] : ['host']));
    expect((await testWithoutStatistics()).direct).toBe('works');
  });

  test('a server for addresses that is not reached is told', async () => {
    makePeers(({ iceTransportPolicy }) => (iceTransportPolicy === 'relay' ? ['relay'] : ['host']), true);
    expect((await testWithoutStatistics()).direct).toBe('fails');
  });

  test('what does not answer within ten seconds fails, and nothing is left behind', async () => {
    ping = () => new Promise(() => {});
    platform.net.hold = () => new Promise(() => {});
    const result = check.testConnection();
    await clock.pass(10_000);
    expect(await result).toEqual({ server: { works: false }, direct: 'fails', relay: { works: 'fails' } });
    expect(platform.net.open).toEqual([]);
    expect(clock.waiting).toBe(0);
  });

  test('without a live connection and without the list of servers all fails', async () => {
    ping = async () => {
      throw new Error('not connected');
    };
    servers = new Error('unreachable');
    expect(await check.testConnection()).toEqual({
      server: { works: false },
      direct: 'fails',
      relay: { works: 'fails' },
    });
  });
});

test('a relay that is withheld is not taken for none, and a device without peers tries nothing', async () => {
  servers = [STUN];
  withheld = 'no-booking';
  const testing = check.testConnection();
  await soon();
  await clock.pass(10_000);
  expect((await testing).relay).toEqual({ works: 'withheld' });
  asked.length = 0;
  platform.canCreatePeer = () => false;
  expect(await check.testConnection()).toMatchObject({ isSupported: false, relay: { works: 'fails' } });
  expect(asked).toEqual([]);
});
