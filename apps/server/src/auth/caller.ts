import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { noteAccount } from '../edge/accounts.ts';
import type { Identity } from './identity.ts';

/** A signed-in person always has a session. */
export type CallerIdentity = Identity & { readonly sessionId: string };

const callers = new WeakMap<object, CallerIdentity>();

export function rememberCaller(request: Request, identity: CallerIdentity): void {
  callers.set(request, identity);
  noteAccount(request, identity.userId);
}

/** Who sent the request, once the guard has let it in; `undefined` on routes for anyone. */
export function findCaller(request: Request): CallerIdentity | undefined {
  return callers.get(request);
}

/** Gives a handler who is asking. Only for routes with access `person`. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): CallerIdentity => {
  const identity = findCaller(context.switchToHttp().getRequest<Request>());
  if (identity === undefined) throw new Error('cannot name the caller: the route is open to anyone');
  return identity;
});
