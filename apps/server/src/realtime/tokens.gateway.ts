import { AuthenticatorService } from '../auth/authenticator.ts';
import { DomainError } from '../errors/domain-error.ts';
import { ChatGateway, On, Received } from './chat-gateway.ts';
import { type Answer, answer, type ChatEvent } from './chat-socket.ts';
import { SocketTokens } from './socket-tokens.ts';

@ChatGateway()
export class TokensGateway {
  constructor(
    private readonly authenticator: AuthenticatorService,
    private readonly tokens: SocketTokens,
  ) {}

  @On('auth:renew')
  async renew(@Received() { socket, payload, identity }: ChatEvent<'auth:renew'>): Promise<Answer> {
    const renewed = await this.authenticator.authenticate(payload.token);
    if (renewed.identity.userId !== identity.userId || renewed.identity.role !== identity.role) {
      throw DomainError.forbidden('The token is not yours');
    }
    if (socket.data.tokenExpiresAt !== undefined)
      this.tokens.renew(socket, renewed.identity, renewed.expiresAt);
    return answer('auth:renewed', { expiresAt: new Date(renewed.expiresAt).toISOString() });
  }
}
