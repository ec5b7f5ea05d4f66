import { expect, test } from 'vitest';
import type { Peer } from '../../platform/call-platform.ts';
import { FakeStream, FakeTrack } from '../../testing/fake-media.ts';
import { FakeNet } from '../../testing/fake-net.ts';
import { soon } from '../../testing/soon.ts';
import { refusalOf } from './description-refusal.ts';
import { Negotiation } from './negotiation.ts';
import type { Signal } from './signal.ts';

function side(net: FakeNet, isPolite: boolean, change: (peer: Peer) => void = () => {}) {
  const peer = net.createPeer({ iceServers: [] });
  change(peer);
  const sent: Signal[] = [];
  const failures: unknown[] = [];
  const other = { isPlain: false, tell: (signal: Signal) => void sent.push(signal) };
  const negotiation = new Negotiation({
    peer,
    isPolite,
    other,
    onAgreed: () => {},
    onRefused: () => {},
    onFault: (thrown) => failures.push(thrown),
  });
  const add = (kind: 'audio' | 'video') => {
    const track = new FakeTrack(kind, `${kind}-${net.next()}`);
    peer.addTrack(track, new FakeStream('s', [track]));
  };
  return {
    peer,
    negotiation,
    sent,
    failures,
    add,
    kinds: () => sent.map(({ kind }) => kind),
    knowsOnlyTheDocument: () => {
      other.isPlain = true;
    },
  };
}

type Side = ReturnType<typeof side>;

function pair(change?: (peer: Peer) => void) {
  const net = new FakeNet();
  const caller = side(net, false);
  const callee = side(net, true, change);
  return { net, caller, callee };
}

/** Delivers what each has said, in order, until nobody says anything any more. */
async function talk(a: Side, b: Side): Promise<void> {
  await soon();
  while (a.sent.length + b.sent.length > 0) {
    for (const signal of a.sent.splice(0)) b.negotiation.take(signal);
    for (const signal of b.sent.splice(0)) a.negotiation.take(signal);
    await soon();
  }
}

async function connected(change?: (peer: Peer) => void) {
  const both = pair(change);
  both.caller.add('audio');
  both.callee.add('audio');
  both.caller.negotiation.begin();
  await talk(both.caller, both.callee);
  return both;
}

test('one offer and one answer connect the two, and the callee offers nothing before it has answered', async () => {
  const { net, caller, callee } = pair();
  caller.add('audio');
  callee.add('audio');
  await soon();
  expect(callee.sent).toEqual([]);
  caller.negotiation.begin();
  await soon();
  expect(caller.kinds()).toEqual(['offer', 'candidate', 'candidate']);
  await talk(caller, callee);
  expect([caller.peer.connectionState, callee.peer.connectionState]).toEqual(['connected', 'connected']);
  expect(net.faults).toEqual([]);
});

test('what the offer had no place for is offered by the callee after its answer', async () => {
  const { net, caller, callee } = pair();
  caller.add('audio');
  callee.add('audio');
  callee.add('video');
  caller.negotiation.begin();
  await talk(caller, callee);
  expect(net.received(caller.peer, 'video')?.kind).toBe('video');
  expect(net.faults).toEqual([]);
});

test('of two offers that cross, the caller’s is taken at once and the callee’s afterwards', async () => {
  const { net, caller, callee } = await connected();
  caller.add('video');
  callee.add('video');
  await soon();
  expect([caller.kinds()[0], callee.kinds()[0]]).toEqual(['offer', 'offer']);
  await talk(caller, callee);
  expect(net.received(caller.peer, 'video')).toBeDefined();
  expect(net.received(callee.peer, 'video')).toBeDefined();
  expect(net.faults).toEqual([]);
});

test('a peer that does not give up its own offer by itself is told to', async () => {
  const { net, caller, callee } = await connected((peer) => {
    const take = peer.setRemoteDescription.bind(peer);
    peer.setRemoteDescription = async (description) => {
      if (description.type === 'offer' && peer.signalingState === 'have-local-offer')
        throw new DOMException('wrong state', 'InvalidStateError');
      return take(description);
    };
  });
  caller.add('video');
  callee.add('video');
  await talk(caller, callee);
  expect(net.received(caller.peer, 'video')).toBeDefined();
  expect(net.received(callee.peer, 'video')).toBeDefined();
  expect([...caller.failures, ...callee.failures]).toEqual([]);
});

test('candidates wait for their description, and the ends of candidates are taken quietly', async () => {
  const { net, caller, callee } = pair();
  net.tellsEmptyCandidate = true;
  caller.add('audio');
  caller.negotiation.begin();
  await soon();
  const said = caller.sent.splice(0);
  expect(said.map((signal) => signal.kind === 'candidate' && signal.candidate?.candidate)).toContain('');
  for (const signal of said.toReversed()) callee.negotiation.take(signal);
  callee.negotiation.take({ kind: 'candidate', candidate: { candidate: '' } });
  await talk(caller, callee);
  expect(callee.peer.connectionState).toBe('connected');
  expect(net.faults).toEqual([]);
});

test('an answer that answers nothing, and one that comes twice, change nothing', async () => {
  const { net, caller, callee } = pair();
  caller.add('audio');
  caller.negotiation.begin();
  await soon();
  for (const signal of caller.sent.splice(0)) callee.negotiation.take(signal);
  await soon();
  for (const signal of callee.sent.splice(0)) {
    caller.negotiation.take(signal);
    caller.negotiation.take(signal);
  }
  await talk(caller, callee);
  expect(caller.peer.connectionState).toBe('connected');
  expect([...caller.failures, ...net.faults]).toEqual([]);
});

test('a restart while an offer is open comes after its answer', async () => {
  const { net, caller, callee } = await connected();
  const before = caller.peer.generation?.local;
  caller.add('video');
  await soon();
  caller.negotiation.restart({ iceServers: [{ urls: ['turn:new'] }] });
  await soon();
  expect(caller.kinds().filter((kind) => kind === 'offer')).toHaveLength(1);
  await talk(caller, callee);
  expect(caller.peer.generation?.local).not.toBe(before);
  expect(caller.peer.connectionState).toBe('connected');
  expect(caller.peer.configurations.at(-1)?.iceServers).toEqual([{ urls: ['turn:new'] }]);
  expect(net.faults).toEqual([]);
});

test('a client that answers each offer from another peer is offered a new way each time', async () => {
  const { caller, callee } = await connected();
  const before = caller.peer.generation?.local;
  caller.knowsOnlyTheDocument();
  caller.add('video');
  await talk(caller, callee);
  expect(caller.peer.generation?.local).not.toBe(before);
});

test('a description that the peer refuses is refused in the words of the standard', async () => {
  const { caller, callee } = pair((peer) => {
    peer.setRemoteDescription = () => Promise.reject(new Error('a codec collision'));
  });
  caller.add('audio');
  caller.negotiation.begin();
  await soon();
  const [offer] = caller.sent as { sdp: string }[];
  callee.negotiation.take({ kind: 'offer', sdp: offer?.sdp ?? '' });
  await soon();
  expect(callee.sent).toEqual([refusalOf(offer?.sdp ?? '')]);
  expect(callee.failures).toHaveLength(1);
  // such an answer is one that belongs to this offer
  await expect(
    caller.peer.setRemoteDescription({ type: 'answer', ...callee.sent[0] }),
  ).resolves.toBeUndefined();
});

test('a client that knows only the document is told nothing by an answer that it could not use', async () => {
  const { callee } = pair();
  callee.knowsOnlyTheDocument();
  callee.negotiation.take({ kind: 'offer', sdp: 'nonsense' });
  await soon();
  expect(callee.sent).toEqual([]);
  expect(callee.failures).toHaveLength(1);
});

test('after it was closed nothing is said, and what the peer refuses is told to nobody', async () => {
  const { net, caller, callee } = pair();
  net.onClose = 'refuse';
  caller.add('audio');
  caller.negotiation.begin();
  caller.negotiation.close();
  caller.peer.close();
  await soon();
  callee.negotiation.take({ kind: 'offer', sdp: 'nonsense' });
  await soon();
  expect(caller.sent).toEqual([]);
  expect(caller.failures).toEqual([]);
  expect(callee.failures).toHaveLength(1);
});
