import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { DomainError } from '../errors/domain-error.ts';
import type { RefusedEvent } from '../realtime/event-refusals.ts';
import { CallsGateway } from './calls.gateway.ts';

test('an accept that is refused while the database is away costs a line in the log, and not the process', async () => {
  const hooks = new Map<string, (refused: RefusedEvent) => void>();
  const refusals = {
    onRefused(event: string, hook: (refused: RefusedEvent) => void) {
      hooks.set(event, hook);
      return () => hooks.delete(event);
    },
  };
  const calls = { whyNotThere: () => Promise.reject(new Error('the database is away')) };
  const warn = vi.fn();
  const gateway = new CallsGateway(
    {} as never,
    calls as never,
    {} as never,
    refusals as never,
    { warn } as never,
  );
  gateway.onModuleInit();
  const socket = { data: { identity: { userId: randomUUID() } } };
  const input = { toUserId: randomUUID() };
  hooks.get('call:accept')?.({ socket, input, refusal: new DomainError('no_such_call', 'x') } as never);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
  gateway.onModuleDestroy();
  expect(hooks.size).toBe(0);
});
