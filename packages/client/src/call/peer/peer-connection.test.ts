import { expect, test } from 'vitest';
import { FakeCallPlatform } from '../../testing/fake-call-platform.ts';
import { FakeStream, FakeTrack } from '../../testing/fake-media.ts';
import { FakeNet } from '../../testing/fake-net.ts';
import { soon } from '../../testing/soon.ts';
import { PeerConnection } from './peer-connection.ts';

/** Someone offers sound and picture; this side takes what its codecs allow. */
async function offered({ hasCodec }: { readonly hasCodec: boolean }) {
  const net = new FakeNet();
  const them = net.createPeer({ iceServers: [] });
  for (const kind of ['audio', 'video']) {
    const track = new FakeTrack(kind, kind);
    them.addTrack(track, new FakeStream('s', [track]));
  }
  const told: string[][] = [];
  const warned: unknown[] = [];
  const connection = new PeerConnection({
    platform: new FakeCallPlatform(net),
    configuration: { iceServers: [] },
    isPolite: true,
    attach: (peer) =>
      peer.addEventListener('track', ({ track, transceiver }) => {
        if (track.kind === 'video' && !hasCodec && transceiver !== undefined)
          transceiver.direction = 'inactive';
      }),
    other: { isPlain: true, tell: () => {} },
    onState: () => {},
    onTracks: (tracks) => told.push(tracks.map(({ kind }) => kind)),
    onAgreed: () => {},
    onRefused: (thrown) => warned.push(thrown),
    onFault: (thrown) => warned.push(thrown),
  });
  const offer = await them.createOffer();
  connection.take({ kind: 'offer', sdp: offer.sdp ?? '' });
  await soon();
  return { connection, told, warned };
}

test('what is offered and can be taken is told once it is agreed', async () => {
  const { told, warned } = await offered({ hasCodec: true });
  expect([told.at(-1), warned]).toEqual([['audio', 'video'], []]);
});

test('a picture without a common codec is no picture, however it was announced', async () => {
  const { told } = await offered({ hasCodec: false });
  expect(told.length).toBeGreaterThan(0);
  expect(told.flat()).not.toContain('video');
  expect(told.at(-1)).toEqual(['audio']);
});

test('a description that the device does not understand is told apart from other faults', async () => {
  const { connection, warned } = await offered({ hasCodec: true });
  connection.take({ kind: 'offer', sdp: 'v=0 but nothing else' });
  await soon();
  // As a refusal, and as the fault that it leads to.
  expect(warned).toHaveLength(2);
  expect(warned[0]).toBe(warned[1]);
});
