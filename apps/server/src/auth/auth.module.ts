import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Config } from '../config/config.ts';
import { PeopleModule } from '../people/people.module.ts';
import { AccountChanges } from './account-changes.repository.ts';
import { AccountControl } from './account-control.ts';
import { AuthController } from './auth.controller.ts';
import { AuthService } from './auth.service.ts';
import { AuthenticatorService } from './authenticator.ts';
import { ErrandTokens } from './errand-tokens.ts';
import { ForeignTokens } from './foreign-tokens.ts';
import { IdentityGuard } from './identity.guard.ts';
import { jwtSecret, SigningSecret } from './jwt-secret.ts';
import { Minting } from './minting.ts';
import { Passwords } from './passwords.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { RefusedSignIns } from './refused-sign-ins.repository.ts';
import { ServerKeys } from './server-keys.ts';
import { SessionWatchRepository } from './session-watch.repository.ts';
import { SessionsRepository } from './sessions.repository.ts';
import { SessionsService } from './sessions.service.ts';
import { Tokens } from './tokens.ts';

/** Who is it? Importing this module also puts the guard before every route of the application. */
@Module({
  imports: [PeopleModule],
  controllers: [AuthController],
  providers: [
    {
      provide: SigningSecret,
      useFactory: async (config: Config) => new SigningSecret(await jwtSecret(config)),
      inject: [Config],
    },
    RefusedSignIns,
    ErrandTokens,
    Tokens,
    RefreshTokens,
    Passwords,
    AccountChanges,
    AccountControl,
    Minting,
    ServerKeys,
    SessionWatchRepository,
    SessionsRepository,
    SessionsService,
    ForeignTokens,
    AuthenticatorService,
    AuthService,
    { provide: APP_GUARD, useClass: IdentityGuard },
  ],
  exports: [
    AccountControl,
    AuthenticatorService,
    AuthService,
    ErrandTokens,
    Minting,
    Passwords,
    SessionsService,
    SigningSecret,
  ],
})
export class AuthModule {}
