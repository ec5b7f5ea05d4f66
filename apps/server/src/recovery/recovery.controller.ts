import { type Account, type OwnEmail, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Caller, type CallerIdentity } from '../auth/caller.ts';
import { acceptedLanguage } from '../edge/accepted-language.ts';
import { ClientAddresses } from '../edge/client-address.ts';
import { Input, Serves } from '../edge/route.ts';
import { OwnAccount } from './own-account.ts';
import { Recovery } from './recovery.ts';

@Controller()
export class RecoveryController {
  constructor(
    private readonly recovery: Recovery,
    private readonly own: OwnAccount,
    private readonly addresses: ClientAddresses,
  ) {}

  @Serves(ROUTES.forgotPassword)
  forgot(
    @Input() { body }: RouteInput<typeof ROUTES.forgotPassword>,
    @Req() request: Request,
  ): Promise<void> {
    const language = acceptedLanguage(request.headers['accept-language']);
    return this.recovery.forgot(body.email, this.addresses.bucketOf(request), language);
  }

  @Serves(ROUTES.resetPassword)
  reset(@Input() { body }: RouteInput<typeof ROUTES.resetPassword>, @Req() request: Request): Promise<void> {
    return this.recovery.reset(body.token, body.newPassword, this.addresses.bucketOf(request));
  }

  @Serves(ROUTES.changeAccount)
  rename(
    @Caller() caller: CallerIdentity,
    @Input() { body }: RouteInput<typeof ROUTES.changeAccount>,
  ): Promise<Account> {
    return this.own.rename(caller, body.name);
  }

  @Serves(ROUTES.getEmail)
  readEmail(@Caller() caller: CallerIdentity): Promise<OwnEmail> {
    return this.own.readEmail(caller);
  }

  @Serves(ROUTES.changeEmail)
  changeEmail(
    @Caller() caller: CallerIdentity,
    @Input() { body }: RouteInput<typeof ROUTES.changeEmail>,
    @Req() request: Request,
  ): Promise<void> {
    return this.own.changeEmail(caller, body, this.addresses.bucketOf(request));
  }

  @Serves(ROUTES.sendVerification)
  verifyAgain(
    @Caller() caller: CallerIdentity,
    @Input() _counted: RouteInput<typeof ROUTES.sendVerification>,
  ): Promise<void> {
    return this.own.verifyAgain(caller);
  }

  @Serves(ROUTES.verifyEmail)
  verify(@Input() { body }: RouteInput<typeof ROUTES.verifyEmail>): Promise<void> {
    return this.own.verify(body.token);
  }
}
