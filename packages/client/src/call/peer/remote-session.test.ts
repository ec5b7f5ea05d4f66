import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RemoteSession } from './remote-session.ts';
import type { Signal } from './signal.ts';

const said = (kind: 'offer' | 'answer', id: string, print = `print-${id}`, ufrag?: string): Signal => ({
  kind,
  sdp: `v=0\r\no=- ${id} 2 IN IP4 127.0.0.1\r\ns=-\r\na=fingerprint:sha-256 ${print}\r\n${
    ufrag === undefined ? '' : `a=ice-ufrag:${ufrag}\r\n`
  }`,
});

test('an offer of another peer connection says that the other side has begun anew', () => {
  const session = new RemoteSession();
  expect(session.judge(said('offer', '1'))).toBe('usual');
  expect(session.judge(said('offer', '1'))).toBe('usual');
  expect(session.judge(said('offer', '2'))).toBe('anew');
  expect(session.judge(said('offer', '2'))).toBe('usual');
});

test('an answer of another one crosses something, and its later offers are of one that is known', () => {
  const session = new RemoteSession();
  session.judge(said('answer', '1'));
  expect(session.judge(said('answer', '2'))).toBe('crossed');
  expect(session.judge(said('offer', '2'))).toBe('usual');
});

test('a session id that changes with each description names no other peer connection', () => {
  const session = new RemoteSession();
  session.judge(said('answer', '1', 'same'));
  expect(session.judge(said('offer', '2', 'same'))).toBe('usual');
});

test('what was said to the peer that we had before is stale, whoever it comes from is not', () => {
  const session = new RemoteSession();
  session.judge(said('answer', '1'));
  session.begunAnewHere();
  expect(session.isUnknown).toBe(true);
  expect(session.judge(said('offer', '1'))).toBe('stale');
  expect(session.judge(said('answer', '1'))).toBe('stale');
  expect(session.judge(said('answer', '2'))).toBe('usual');
  expect(session.name?.id).toBe('2');
  const resumed = new RemoteSession({ id: '1', fingerprint: 'print-1' });
  expect(resumed.judge(said('answer', '1'))).toBe('stale');
  expect(resumed.judge(said('offer', '3'))).toBe('usual');
});

test('candidates, and descriptions without a name, are of whatever there is', () => {
  const session = new RemoteSession();
  session.judge(said('offer', '1'));
  expect(session.judge({ kind: 'candidate', candidate: null })).toBe('usual');
  expect(session.judge({ kind: 'offer', sdp: 'v=0' })).toBe('usual');
});

test('a new peer connection with the certificate of the one before answers a page that was loaded anew', () => {
  const before = new RemoteSession();
  before.judge(said('answer', '1', 'shared', 'first'));
  before.judge(said('answer', '2', 'shared', 'restarted'));
  const resumed = new RemoteSession(before.name);
  for (const late of ['first', 'restarted'])
    expect(resumed.judge(said('answer', '3', 'shared', late))).toBe('stale');
  expect(resumed.judge(said('offer', '4', 'shared', 'other'))).toBe('stale');
  expect(resumed.judge(said('answer', '5', 'shared', 'new'))).toBe('usual');
  expect(resumed.judge(said('answer', '5', 'shared', 'new'))).toBe('usual');
});

/** What other implementations do: session ids for each description or each connection, a certificate for all or each. */
const implementation = fc.record({ hasOneCertificate: fc.boolean(), namesEachDescription: fc.boolean() });

test('whoever begins anew, and however often, hears the answer to the newest offer and none of those before', () => {
  fc.assert(
    fc.property(
      implementation,
      fc.array(fc.array(fc.constantFrom('restart', 'again'), { maxLength: 3 }), {
        minLength: 1,
        maxLength: 5,
      }),
      ({ hasOneCertificate, namesEachDescription }, lives) => {
        let made = 0;
        const session = new RemoteSession();
        let before: Signal[] = [];
        for (const life of lives) {
          const connection = ++made;
          let ufrag = `u${connection}`;
          const answer = () => {
            const id = namesEachDescription ? `d${++made}` : `c${connection}`;
            return said('answer', id, hasOneCertificate ? 'one' : `of ${connection}`, ufrag);
          };
          for (const late of before) expect(session.judge(late)).toBe('stale');
          const heard = [answer()];
          for (const what of life) {
            if (what === 'restart') ufrag = `u${connection}-${++made}`;
            heard.push(answer());
          }
          for (const one of heard) expect(session.judge(one)).toBe('usual');
          before = heard;
          session.begunAnewHere();
        }
      },
    ),
  );
});
