import { beforeEach, describe, expect, test } from 'vitest';
import type { CandidateInit } from '../platform/call-platform.ts';
import { FakeStream, FakeTrack } from './fake-media.ts';
import { FakeNet } from './fake-net.ts';
import type { FakePeer } from './fake-peer.ts';
import { soon } from './soon.ts';

let net: FakeNet;
let ada: FakePeer;
let ben: FakePeer;
const said = new Map<FakePeer, string[]>();
const found = new Map<FakePeer, CandidateInit[]>();

beforeEach(() => {
  net = new FakeNet();
  [ada, ben] = [makePeer(), makePeer()];
});

function makePeer(): FakePeer {
  const peer = net.createPeer({ iceServers: [] });
  said.set(peer, []);
  found.set(peer, []);
  peer.addEventListener('negotiationneeded', () => said.get(peer)?.push('negotiationneeded'));
  peer.addEventListener('track', ({ track }) => said.get(peer)?.push(`track ${track.kind}`));
  peer.addEventListener('connectionstatechange', () => said.get(peer)?.push(peer.connectionState));
  peer.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate !== null) found.get(peer)?.push(candidate);
  });
  return peer;
}

const send = (peer: FakePeer, kind: 'audio' | 'video') => {
  const track = new FakeTrack(kind, `${kind}-${net.next()}`);
  return { track, sender: peer.addTrack(track, new FakeStream('s', [track])) };
};

async function offer(from: FakePeer, to: FakePeer): Promise<void> {
  await from.setLocalDescription(await from.createOffer());
  await to.setRemoteDescription(from.localDescription ?? { type: 'offer' });
}

async function answer(from: FakePeer, to: FakePeer): Promise<void> {
  await from.setLocalDescription(await from.createAnswer());
  await to.setRemoteDescription(from.localDescription ?? { type: 'answer' });
}

async function passCandidates(from: FakePeer, to: FakePeer): Promise<void> {
  await soon();
  for (const candidate of found.get(from)?.splice(0) ?? []) await to.addIceCandidate(candidate);
  await soon();
}

async function connect(from = ada, to = ben): Promise<void> {
  await offer(from, to);
  await answer(to, from);
  await passCandidates(from, to);
  await passCandidates(to, from);
}

describe('two fake peers', () => {
  test('hear and see each other once descriptions and candidates have gone both ways', async () => {
    const sent = [send(ada, 'audio'), send(ada, 'video'), send(ben, 'audio')].map(({ track }) => track);
    await soon();
    await offer(ada, ben);
    await answer(ben, ada);
    await passCandidates(ada, ben);
    expect([ada.connectionState, ben.connectionState]).toEqual(['connecting', 'connecting']);
    await passCandidates(ben, ada);
    expect(said.get(ada)).toEqual(['negotiationneeded', 'track audio', 'connecting', 'connected']);
    expect(said.get(ben)).toEqual([
      'negotiationneeded',
      'track audio',
      'track video',
      'connecting',
      'connected',
    ]);
    expect(net.received(ben, 'audio')).toBe(sent[0]);
    expect(net.received(ben, 'video')).toBe(sent[1]);
    expect(net.received(ada, 'audio')).toBe(sent[2]);
    expect(net.received(ada, 'video')).toBeUndefined();
    expect(net.faults).toEqual([]);
  });

  test('negotiate anew for a track that comes later, and only then', async () => {
    send(ada, 'audio');
    send(ben, 'audio');
    await connect();
    said.get(ben)?.splice(0);
    const { track } = send(ben, 'video');
    await soon();
    expect(said.get(ben)).toEqual(['negotiationneeded']);
    expect(net.received(ada, 'video')).toBeUndefined();
    await connect(ben, ada);
    expect(net.received(ada, 'video')).toBe(track);
    expect([said.get(ben)?.length, net.faults]).toEqual([1, []]);
  });

  test('need an m-line of their own for what was added by addTransceiver', async () => {
    send(ada, 'video');
    ben.addTransceiver('video', { direction: 'recvonly' });
    await connect();
    expect(ben.getTransceivers()).toHaveLength(2);
    expect(said.get(ben)).toEqual([
      'negotiationneeded',
      'track video',
      'connecting',
      'negotiationneeded',
      'connected',
    ]);
  });

  test('take back an own offer for one of the other side, and need to negotiate again', async () => {
    send(ada, 'audio');
    send(ben, 'video');
    await ben.setLocalDescription(await ben.createOffer());
    await soon();
    for (const list of [said, found]) list.get(ben)?.splice(0);
    await connect();
    await soon();
    expect(ben.signalingState).toBe('stable');
    expect(said.get(ben)).toEqual(['track audio', 'connecting', 'negotiationneeded', 'connected']);
    await connect(ben, ada);
    expect(net.received(ada, 'video')).toBeDefined();
  });

  test('lose each other and come back: by themselves, or only by a restart', async () => {
    send(ada, 'audio');
    await connect();
    net.cut();
    expect(ada.connectionState).toBe('disconnected');
    net.heal();
    await soon();
    expect(ada.connectionState).toBe('connected');
    net.cut();
    net.giveUp();
    net.healElsewhere();
    await soon();
    expect([ada.connectionState, ben.connectionState]).toEqual(['failed', 'failed']);
    said.get(ada)?.splice(0);
    ada.restartIce();
    await soon();
    expect(said.get(ada)).toEqual(['negotiationneeded']);
    await connect();
    expect([ada.connectionState, ben.connectionState]).toEqual(['connected', 'connected']);
    ben.close();
    net.noticeGone();
    expect(ada.connectionState).toBe('disconnected');
  });
});

describe('a fake peer refuses', () => {
  const aCandidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 };

  test('candidates before a remote description, of another generation, of no m-line', async () => {
    await expect(ben.addIceCandidate(aCandidate)).rejects.toThrow('no remote description');
    send(ada, 'audio');
    await offer(ada, ben);
    await expect(ben.addIceCandidate({ ...aCandidate, usernameFragment: 'x' })).rejects.toThrow('generation');
    await expect(ben.addIceCandidate({ ...aCandidate, sdpMid: '9' })).rejects.toThrow('m-line');
    await expect(ben.addIceCandidate({ candidate: 'candidate:1' })).rejects.toThrow(TypeError);
    await ben.addIceCandidate({ candidate: '' });
    expect(net.faults).toHaveLength(4);
  });

  test('descriptions in the wrong state', async () => {
    send(ada, 'audio');
    await expect(ada.createAnswer()).rejects.toThrow('stable');
    const { sdp } = await ada.createOffer();
    await expect(ben.setRemoteDescription({ type: 'answer', sdp: sdp ?? '' })).rejects.toThrow('stable');
    await expect(ben.setLocalDescription({ type: 'offer', sdp: sdp ?? '' })).rejects.toThrow('created');
    await offer(ada, ben);
    await expect(ben.createOffer()).rejects.toThrow('have-remote-offer');
    await expect(ben.setLocalDescription({ type: 'offer', sdp: sdp ?? '' })).rejects.toThrow(
      'have-remote-offer',
    );
    await answer(ben, ada);
    await expect(ada.setRemoteDescription(ben.localDescription ?? { type: 'answer' })).rejects.toThrow(
      'stable',
    );
  });

  test('an offer of another session whose m-lines differ', async () => {
    send(ada, 'audio');
    await connect();
    const other = makePeer();
    send(other, 'video');
    await expect(offer(other, ben)).rejects.toThrow('m-lines');
  });

  test('every use after close, and never settles what was under way', async () => {
    const { sender } = send(ada, 'audio');
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    ada.createOffer().then(settled, settled);
    ada.close();
    await soon();
    expect(isSettled).toBe(false);
    await expect(ada.createOffer()).rejects.toThrow('closed');
    await expect(sender.replaceTrack(null)).rejects.toThrow('closed');
    expect(() => send(ada, 'video')).toThrow('closed');
    expect(() => ada.setConfiguration({ iceServers: [] })).toThrow('closed');
    expect([said.get(ada), net.open]).toEqual([[], [ben]]);
  });
});
