import { describe, expect, test } from 'vitest';
import { ufragOf, ufragsOf } from './ice-ufrag.ts';
import { answerOf, candidateOf, END_OF_CANDIDATES } from './testing/call-fixtures.ts';

describe('the ICE generation', () => {
  test('of a description is in its own lines only, once each', () => {
    const sdp =
      'v=0\r\ns=a=ice-ufrag:fake\r\na=ice-ufrag:ab+/\r\nm=video\r\na=ice-ufrag:ab+/\r\na=ice-ufrag:cd\r\n';
    expect(ufragsOf(sdp)).toEqual(['ab+/', 'cd']);
    expect(ufragsOf(sdp.replaceAll('\r\n', '\n'))).toEqual(['ab+/', 'cd']);
    expect(ufragsOf(answerOf().sdp)).toEqual([]);
  });

  test('of a candidate is in its field, else in its line', () => {
    expect(ufragOf(candidateOf('abcd'))).toBe('abcd');
    expect(ufragOf({ candidate: candidateOf('abcd')?.candidate ?? '', usernameFragment: null })).toBe('abcd');
    expect(ufragOf({ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag abcd' })).toBe('abcd');
  });

  test('of the end of candidates is unknown', () => {
    expect([ufragOf(null), ufragOf(END_OF_CANDIDATES)]).toEqual([undefined, undefined]);
  });
});
