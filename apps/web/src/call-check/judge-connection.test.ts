import type { ConnectionCheck } from '@jiggy-care/client/calls';
import { describe, expect, it } from 'vitest';
import { judgeConnection } from './judge-connection.ts';

type Way = ConnectionCheck['direct'];
type Relay = ConnectionCheck['relay']['works'];

const check = (isServerThere: boolean, direct: Way, relay: Relay): ConnectionCheck => ({
  server: { works: isServerThere },
  direct,
  relay: { works: relay },
});

describe('a test of the connection', () => {
  it.each([
    ['everything there', check(true, 'works', 'works'), 'through'],
    ['only the relay, as behind a firewall', check(true, 'fails', 'works'), 'through'],
    ['only the direct way', check(true, 'works', 'fails'), 'doubtful'],
    ['no relay set up', check(true, 'works', 'none'), 'doubtful'],
    ['nothing set up', check(true, 'none', 'none'), 'doubtful'],
    ['no way out', check(true, 'fails', 'fails'), 'stuck-network'],
    ['no direct way, and no relay set up', check(true, 'fails', 'none'), 'nearby'],
    ['no direct way set up, and a relay that fails', check(true, 'none', 'fails'), 'stuck-network'],
    ['a relay that needs an appointment', check(true, 'works', 'withheld'), 'untried'],
    [
      'a browser without calls',
      { ...check(true, 'fails', 'fails'), isSupported: false as const },
      'unsupported',
    ],
    ['no server', check(false, 'works', 'works'), 'stuck-server'],
  ] as const)('with %s', (_name, found, verdict) => {
    expect(judgeConnection(found)).toBe(verdict);
  });
});
