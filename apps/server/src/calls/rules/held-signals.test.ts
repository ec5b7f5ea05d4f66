import { LIMITS } from '@jiggy-care/protocol';
import { expect, test } from 'vitest';
import {
  countHold,
  holdCandidate,
  holdOffer,
  NO_SIGNALS,
  passDescription,
  type SideSignals,
} from './held-signals.ts';

/** As large as an offer may be, all of it one name. */
const hugeOffer = (n: number) => {
  const sdp = `v=0\r\na=ice-ufrag:${n}`;
  return { type: 'offer' as const, sdp: sdp + 'x'.repeat(LIMITS.sdpBytes - sdp.length) };
};
const hugeCandidate = (n: number) => ({ candidate: `${n} `.padEnd(LIMITS.candidateChars, 'c'), sdpMid: '0' });
const bytesOf = (signals: SideSignals) => Buffer.byteLength(JSON.stringify(signals));

test('whatever a caller sends while it rings, a few offers are taken and little more than one is held', () => {
  let signals = NO_SIGNALS;
  const hold = (held: (before: SideSignals) => SideSignals) => {
    signals = countHold(signals, held(signals));
  };
  for (let n = 0; n < 5; n += 1) {
    hold((before) => holdOffer(before, hugeOffer(n)));
    for (let m = 0; m < 100; m += 1) hold((before) => holdCandidate(before, hugeCandidate(m)));
  }
  expect(() => holdOffer(signals, hugeOffer(5))).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  expect(signals.offer?.sdp).toBe(hugeOffer(4).sdp);
  expect(bytesOf(signals)).toBeLessThan(LIMITS.sdpBytes + 40 * 1024);
});

test('what is remembered of the descriptions of a long call stays small', () => {
  let signals = NO_SIGNALS;
  for (let n = 0; n < 50; n += 1) signals = passDescription(signals, 'offer', hugeOffer(n).sdp);
  expect(bytesOf(signals)).toBeLessThan(8 * 1024);
});
