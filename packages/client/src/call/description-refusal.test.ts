import { expect, test } from 'vitest';
import { FakeNet } from '../testing/fake-net.ts';
import { isRefusal, refusalOf } from './description-refusal.ts';

const OFFER = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 v1',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:abcd',
  'a=mid:0',
  'a=sendrecv',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=mid:v1',
  '',
].join('\r\n');

test('a refusal names every line of what it refuses, and takes none', () => {
  const refusal = refusalOf(OFFER);
  expect(refusal).toEqual({
    kind: 'answer',
    sdp: [
      'v=0',
      'o=- 0 0 IN IP4 0.0.0.0',
      's=-',
      'c=IN IP4 0.0.0.0',
      't=0 0',
      'm=audio 0 UDP/TLS/RTP/SAVPF 111 63',
      'a=mid:0',
      'm=video 0 UDP/TLS/RTP/SAVPF 96',
      'a=mid:v1',
      '',
    ].join('\r\n'),
  });
  expect(isRefusal(refusal)).toBe(true);
});

test('what cannot be read is refused as well', () => {
  for (const sdp of ['v=0', 'v=0\r\nnonsense', 'v=0\nm=\nm=audio', ''])
    expect(isRefusal(refusalOf(sdp)), sdp).toBe(true);
});

test('neither an offer is a refusal, nor an answer that takes anything', async () => {
  const peer = new FakeNet().createPeer({ iceServers: [] });
  peer.addTransceiver('audio', { direction: 'recvonly' });
  const { sdp = '' } = await peer.createOffer();
  expect(isRefusal({ kind: 'answer', sdp })).toBe(false);
  expect(isRefusal({ kind: 'answer', sdp: sdp.replace('a=recvonly', 'a=inactive') })).toBe(false);
  expect(isRefusal({ kind: 'answer', sdp: OFFER.replace('m=video 9', 'm=video 0') })).toBe(false);
  expect(isRefusal({ kind: 'offer', sdp: OFFER.replaceAll(' 9 ', ' 0 ') })).toBe(false);
  expect(isRefusal({ kind: 'candidate', candidate: null })).toBe(false);
});
