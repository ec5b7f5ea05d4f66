import {
  type Account,
  type RefusedSignIn,
  ROUTES,
  type RouteInput,
  type Session,
  type SignedIn,
} from '@jiggy-care/protocol';
import { Controller, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Config } from '../config/config.ts';
import { acceptedLanguage } from '../edge/accepted-language.ts';
import { noteAccount } from '../edge/accounts.ts';
import { ClientAddresses } from '../edge/client-address.ts';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { Input, Serves } from '../edge/route.ts';
import { DomainError } from '../errors/domain-error.ts';
import { AuthService, type SignInGrant, type Visitor } from './auth.service.ts';
import { Caller, type CallerIdentity } from './caller.ts';
import { requireClientType } from './client-type.ts';
import { findRefreshCredential, tokensOf } from './credentials.ts';
import { requireOwnPage } from './cross-site.ts';
import { clearedCookies, sessionCookies } from './session-cookies.ts';
import { SessionsService } from './sessions.service.ts';
import { ACCESS_TTL_S } from './tokens.ts';

/** Accounts and sessions over REST; how tokens travel is decided here, and nowhere below. */
@Controller()
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly origins: OriginPolicy,
    private readonly config: Config,
    private readonly addresses: ClientAddresses,
  ) {}

  @Serves(ROUTES.register)
  async register(
    @Input() { body }: RouteInput<typeof ROUTES.register>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedIn> {
    this.requirePageForCookies(request);
    return this.deliver(await this.auth.register(body, this.visitorOf(request)), request, response);
  }

  @Serves(ROUTES.login)
  async login(
    @Input() { body }: RouteInput<typeof ROUTES.login>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedIn> {
    this.requirePageForCookies(request);
    const grant = await this.auth.login(body.email, body.password, this.visitorOf(request));
    return this.deliver(grant, request, response);
  }

  @Serves(ROUTES.refresh)
  async refresh(
    @Input() { body }: RouteInput<typeof ROUTES.refresh>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignedIn> {
    this.requirePageForCookies(request);
    const credential = findRefreshCredential(request.headers, body?.refreshToken);
    if (credential === undefined) throw DomainError.unauthorized('Invalid or missing refresh token');
    if (credential.source === 'cookie') requireOwnPage(request.headers, this.origins);
    const grant = await this.auth.refresh(tokensOf(credential), this.addresses.bucketOf(request));
    return this.deliver(grant, request, response);
  }

  @Serves(ROUTES.logout)
  async logout(
    @Caller() caller: CallerIdentity,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.auth.logout(caller);
    this.clearCookies(request, response);
  }

  @Serves(ROUTES.changePassword)
  changePassword(
    @Caller() caller: CallerIdentity,
    @Input() { body }: RouteInput<typeof ROUTES.changePassword>,
    @Req() request: Request,
  ): Promise<void> {
    return this.auth.changePassword(
      caller,
      body.currentPassword,
      body.newPassword,
      this.addresses.bucketOf(request),
    );
  }

  @Serves(ROUTES.me)
  me(@Caller() caller: CallerIdentity): Promise<Account> {
    return this.auth.getAccount(caller);
  }

  @Serves(ROUTES.listSessions)
  listSessions(@Caller() caller: CallerIdentity): Promise<Session[]> {
    return this.sessions.list(caller.userId, caller.sessionId);
  }

  @Serves(ROUTES.listRefusedSignIns)
  listRefusedSignIns(@Caller() caller: CallerIdentity): Promise<RefusedSignIn[]> {
    return this.auth.listRefusedSignIns(caller);
  }

  @Serves(ROUTES.endSession)
  async endSession(
    @Caller() caller: CallerIdentity,
    @Input() { params }: RouteInput<typeof ROUTES.endSession>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const ended = await this.sessions.end(caller.userId, params.sessionId);
    if (!ended) throw DomainError.notFound('Session');
    if (params.sessionId === caller.sessionId) this.clearCookies(request, response);
  }

  /** Nobody else's page may sign a person in as someone, either. */
  private requirePageForCookies(request: Request): void {
    if (requireClientType(request.headers) === 'web') requireOwnPage(request.headers, this.origins);
  }

  private deliver(grant: SignInGrant, request: Request, response: Response): SignedIn {
    const { user, accessToken, refreshToken } = grant;
    noteAccount(request, user.id);
    if (requireClientType(request.headers) === 'mobile') {
      return { user, accessToken, refreshToken, expiresIn: ACCESS_TTL_S };
    }
    response.append('Set-Cookie', sessionCookies(grant, this.isSecure(request)));
    return { user, expiresIn: ACCESS_TTL_S };
  }

  private clearCookies(request: Request, response: Response): void {
    if (request.headers.cookie === undefined && requireClientType(request.headers) === 'mobile') return;
    response.append('Set-Cookie', clearedCookies(this.isSecure(request)));
  }

  private visitorOf(request: Request): Visitor {
    return {
      clientType: requireClientType(request.headers),
      userAgent: request.headers['user-agent'],
      language: acceptedLanguage(request.headers['accept-language']),
      address: this.addresses.bucketOf(request),
    };
  }

  private isSecure(request: Request): boolean {
    return request.secure || this.config.environment === 'production';
  }
}
