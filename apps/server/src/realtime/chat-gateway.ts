import type { ClientEventName } from '@jiggy-care/protocol';
import { type ArgumentsHost, applyDecorators, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';

/** Hands errors on to the pipeline, which answers all of them in one way; Nest's own filter would echo the input. */
@Catch()
class PassOnFilter implements ExceptionFilter {
  catch(thrown: unknown, _host: ArgumentsHost): never {
    throw thrown;
  }
}

const passOn = new PassOnFilter();

/** A class whose `@On` methods handle events of the namespace `/chat`. */
export const ChatGateway = (): ClassDecorator =>
  applyDecorators(WebSocketGateway({ namespace: 'chat' }), UseFilters(passOn));

/** Handles one event of the protocol. The method takes a `@Received()` ChatEvent and may return an Answer. */
export const On = (event: ClientEventName): MethodDecorator => SubscribeMessage(event);

export const Received = (): ParameterDecorator => MessageBody();
