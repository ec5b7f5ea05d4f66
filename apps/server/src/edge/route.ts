import type { Route, RouteInput } from '@jiggy-care/protocol';
import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
  UseInterceptors,
} from '@nestjs/common';
import type { Request } from 'express';
import { accountOf } from './accounts.ts';
import { requireSafeBytes, takeBytes } from './bytes-body.ts';
import { BytesReply } from './bytes-reply.ts';
import { FairRequests } from './fair-requests.ts';
import { parse } from './parse.ts';
import { type GoodRequest, RouteRate } from './route-rate.ts';
import { markServed, servedRoute } from './served-route.ts';

/**
 * Serves one entry of the protocol's route table: its method, path and success status. Where the row gives bytes, the
 * handler returns {@link OutgoingBytes}.
 */
export function Serves(route: Route): MethodDecorator {
  requireSafeBytes(route);
  return applyDecorators(
    RequestMapping({ method: RequestMethod[route.method], path: route.path }),
    HttpCode(route.status),
    markServed(route),
    ...(route.access === 'person' ? [UseInterceptors(FairRequests)] : []),
    ...(route.givesBytes === undefined ? [] : [UseInterceptors(BytesReply)]),
  );
}

const GoodInput = createParamDecorator((_: unknown, context: ExecutionContext): GoodRequest => {
  const route = servedRoute(context);
  if (route === undefined) throw new Error('cannot parse input: the handler serves no route of the table');
  const request = context.switchToHttp().getRequest<Request>();
  const checked = (part: 'params' | 'query' | 'body', value: unknown) => {
    const schema = route[part];
    return schema === undefined ? undefined : parse(schema, value);
  };
  const input = {
    params: checked('params', request.params),
    query: checked('query', request.query),
    body: checked('body', request.body),
    bytes: route.takesBytes && takeBytes(request, route.takesBytes),
  } as RouteInput<Route>;
  return { input, rate: route.rate, account: accountOf(request) };
});

/**
 * The checked input of the route: `{params, query, body, bytes}`. Where the route has a limit of its own, a good input
 * counts towards it.
 *
 * @throws DomainError `validation_failed`, `rate_limited`; for bytes that did not come by the exact path of the row,
 *   `unsupported_media_type`
 */
export const Input = (): ParameterDecorator => GoodInput(RouteRate);
