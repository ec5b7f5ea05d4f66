import { ROUTES } from '@jiggy-care/protocol';
import type { ExecutionContext } from '@nestjs/common';
import { expect, it } from 'vitest';
import { ClientAddresses } from '../edge/client-address.ts';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { Serves } from '../edge/route.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { AuthenticatorService } from './authenticator.ts';
import { findCaller } from './caller.ts';
import { IdentityGuard } from './identity.guard.ts';
import type { SessionsService } from './sessions.service.ts';

class Handlers {
  @Serves(ROUTES.me)
  person(): void {}
  @Serves(ROUTES.health)
  anyone(): void {}
  outside(): void {}
}

/** Knows the tokens that begin with `user`, and names the person after them. */
const authenticator = {
  authenticateAny: async ({ token }: { token: string }) => {
    if (!token.startsWith('user')) throw DomainError.unauthorized();
    return { identity: { userId: token, role: 'patient', sessionId: 's' }, expiresAt: 0 };
  },
} as unknown as AuthenticatorService;

function guard(factor = 1): IdentityGuard {
  return new IdentityGuard(
    authenticator,
    new OriginPolicy([]),
    new RateLimits({ factor, production: true, redis: undefined }),
    new ClientAddresses(0, { warn: () => {} }),
    { noteUse: () => {} } as unknown as SessionsService,
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
