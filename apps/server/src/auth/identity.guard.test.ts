import { ROUTES } from '@jiggy-care/protocol';
import type { ExecutionContext } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../config/config.ts';
import { ClientAddresses } from '../edge/client-address.ts';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { Serves } from '../edge/route.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { AuthenticatorService } from './authenticator.ts';
import { findCaller } from './caller.ts';
import { IdentityGuard } from './identity.guard.ts';
import { ServerKeys } from './server-keys.ts';
import type { SessionsService } from './sessions.service.ts';
import { TestLog } from './testing/auth-ground.ts';

class Handlers {
  @Serves(ROUTES.me)
  person(): void {}
  @Serves(ROUTES.health)
  anyone(): void {}
  @Serves(ROUTES.getPerson)
  operator(): void {}
  outside(): void {}
}

/** Knows the tokens that begin with `user`, and names the person after them. */
const authenticator = {
  authenticateAny: async ({ token }: { token: string }) => {
    if (!token.startsWith('user')) throw DomainError.unauthorized();
    return { identity: { userId: token, role: 'patient', sessionId: 's' }, expiresAt: 0 };
  },
} as unknown as AuthenticatorService;

const KEY = 'a key of a server, long and various enough';
let log: TestLog;
beforeEach(() => {
  log = new TestLog();
});

function guard(factor = 1, serverKeys: readonly string[] = []): IdentityGuard {
  return new IdentityGuard(
    authenticator,
    new OriginPolicy([]),
    new RateLimits({ factor, production: true, redis: undefined }),
    new ClientAddresses(0, { warn: () => {} }),
    { noteUse: () => {} } as unknown as SessionsService,
    new ServerKeys({ serverKeys } as Config),
    log,
  );
}

function request(token: string | undefined, ip = '192.0.2.1') {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { method: 'GET', socket: { remoteAddress: ip }, headers };
}

function visit(handler: keyof Handlers, from: object, type = 'http'): ExecutionContext {
  return {
    getType: () => type,
    getHandler: () => Handlers.prototype[handler],
    switchToHttp: () => ({ getRequest: () => from, getResponse: () => ({ setHeader: () => {} }) }),
  } as unknown as ExecutionContext;
}

it('remembers who is asking', async () => {
  const from = request('user-a');
  expect(await guard().canActivate(visit('person', from))).toBe(true);
  expect(findCaller(from as never)).toEqual({ userId: 'user-a', role: 'patient', sessionId: 's' });
});

it('leaves sockets and handlers outside the table to their own guards', async () => {
  expect(await guard().canActivate(visit('person', {}, 'ws'))).toBe(true);
  expect(await guard().canActivate(visit('outside', {}))).toBe(true);
});

it('counts a signed-in person wherever they are, and nobody else by the same address', async () => {
  const limited = guard(0.005); // three requests a minute
  const from = (token: string, ip: string) => limited.canActivate(visit('person', request(token, ip)));
  for (const ip of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await from('user-a', ip);
  await expect(from('user-a', '192.0.2.4')).rejects.toMatchObject({ code: 'rate_limited' });
  await expect(from('user-b', '192.0.2.1')).resolves.toBe(true);
});

it('counts visitors and those who guess tokens by their address', async () => {
  const limited = guard(0.01); // three requests a minute
  await limited.canActivate(visit('anyone', request(undefined)));
  for (const token of ['guess', undefined]) {
    await expect(limited.canActivate(visit('person', request(token)))).rejects.toMatchObject({
      code: 'unauthorized',
    });
  }
  for (const handler of ['anyone', 'person'] as const) {
    await expect(limited.canActivate(visit(handler, request('guess')))).rejects.toMatchObject({
      code: 'rate_limited',
    });
  }
  await expect(limited.canActivate(visit('person', request('user-a')))).resolves.toBe(true);
  await expect(limited.canActivate(visit('anyone', request(undefined, '192.0.2.9')))).resolves.toBe(true);
});

describe('a route for servers', () => {
  const ask = (house: IdentityGuard, token: string | undefined, ip?: string) =>
    house.canActivate(visit('operator', request(token, ip)));

  it('is not there while no key is set', async () => {
    for (const token of [undefined, KEY, 'user-a'])
      await expect(ask(guard(), token)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('opens to each of the keys, and to nothing that only resembles one', async () => {
    const other = `${KEY.split('').reverse().join('')}`.replaceAll(' ', '-');
    const house = guard(1, [KEY.replaceAll(' ', '-'), other]);
    expect(await ask(house, other)).toBe(true);
    expect(await ask(house, KEY.replaceAll(' ', '-'))).toBe(true);
    for (const token of [undefined, 'user-a', other.slice(1), `${other}x`, other.toUpperCase()])
      await expect(ask(house, token)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(log.lines.join()).toContain('server key refused');
    expect(log.lines.join()).not.toContain(other);
  });

  it('is closed to an address after ten wrong keys, but never to a right one', async () => {
    const key = KEY.replaceAll(' ', '-');
    const house = guard(1, [key]);
    for (let tried = 0; tried < 10; tried += 1)
      await expect(ask(house, 'wrong')).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(ask(house, 'wrong')).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(ask(house, 'wrong', '198.51.100.7')).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await ask(house, key)).toBe(true);
  });
});
