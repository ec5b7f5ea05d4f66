import { type PushKey, type ReachableDevice, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller, Headers } from '@nestjs/common';
import type { z } from 'zod';
import { Caller, type CallerIdentity } from '../auth/caller.ts';
import { Input, Serves } from '../edge/route.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Facts } from '../facts/facts.ts';
import { Devices } from './devices.ts';
import { PushErrands } from './push-errands.ts';
import { PushTest } from './push-test.ts';
import { RingNotes } from './ring-notes.ts';

const MAX_USER_AGENT_CHARS = 512;

/** Devices that are reached while the app is closed, and what their notifications answer (protocol P16). */
@Controller()
export class PushController {
  constructor(
    private readonly devices: Devices,
    private readonly test: PushTest,
    private readonly rings: RingNotes,
    private readonly errands: PushErrands,
    private readonly facts: Facts,
  ) {}

  @Serves(ROUTES.getPushKey)
  key(): z.output<typeof PushKey> {
    return { publicKey: this.devices.publicKey() };
  }

  @Serves(ROUTES.subscribe)
  subscribe(
    @Caller() caller: CallerIdentity,
    @Input() { body }: RouteInput<typeof ROUTES.subscribe>,
    @Headers('user-agent') userAgent: string | undefined,
  ): Promise<ReachableDevice> {
    return this.devices.keep(caller, body, userAgent?.slice(0, MAX_USER_AGENT_CHARS));
  }

  @Serves(ROUTES.listReachableDevices)
  list(@Caller() caller: CallerIdentity): Promise<ReachableDevice[]> {
    return this.devices.list(caller);
  }

  @Serves(ROUTES.unsubscribe)
  unsubscribe(
    @Caller() caller: CallerIdentity,
    @Input() { params }: RouteInput<typeof ROUTES.unsubscribe>,
  ): Promise<void> {
    return this.devices.remove(caller, params.subscriptionId);
  }

  @Serves(ROUTES.testPush)
  try(@Caller() caller: CallerIdentity, @Input() _input: RouteInput<typeof ROUTES.testPush>): Promise<void> {
    return this.test.send(caller);
  }

  @Serves(ROUTES.confirmPush)
  async confirm(@Input() { body }: RouteInput<typeof ROUTES.confirmPush>): Promise<void> {
    const receipt = await this.errands.readReceipt(body.token);
    if (receipt === undefined) throw DomainError.notFound('Notification');
    this.facts.tell('messages.shown', receipt);
  }

  @Serves(ROUTES.declineCall)
  decline(@Input() { params, body }: RouteInput<typeof ROUTES.declineCall>): Promise<void> {
    return this.rings.decline(params.callId, body.pushToken);
  }
}
