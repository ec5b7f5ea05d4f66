import { STATUS_CODES } from 'node:http';
import {
  API_BASE,
  type ErrorCode,
  type HttpErrorBody,
  ROUTES,
  type Route,
  refusalsOfRoute,
} from '@jiggy-care/protocol';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  NotFoundException,
} from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../config/config.ts';
import { DomainError } from '../errors/domain-error.ts';
import { describeError } from '../operations/describe-error.ts';
import type { Log } from '../operations/log.ts';
import type { Metrics } from '../operations/metrics.ts';
import { answerEarly } from './early-answer.ts';
import { noteUnpromised } from './promised-refusals.ts';
import { refusalOf } from './refusal-of.ts';
import { requestId } from './request-id.ts';

/**
 * The only way by which a refusal leaves over REST: the documented body, fixed sentences, never a stack, a
 * driver's words or the input. It must not throw.
 *
 * @source document, section 10; protocol P12.12 to P12.16
 */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  private readonly table: RouteTable;

  constructor(
    private readonly log: Log,
    private readonly config: Config,
    private readonly metrics: Metrics,
    routes: readonly Route[] = Object.values(ROUTES),
  ) {
    this.table = new RouteTable(routes);
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    this.answer(
      thrown,
      host.switchToHttp().getRequest<Request>(),
      host.switchToHttp().getResponse<Response>(),
    );
  }

  /** For what no route has taken. Outside of Nest's prefix Express would answer, with a page that repeats the path. */
  readonly nothingHere: RequestHandler = (request, response) => {
    this.answer(new NotFoundException(), request, response);
  };

  private answer(thrown: unknown, request: Request, response: Response): void {
    const refusal = this.refusalFor(thrown, request);
    this.metrics.httpRefusal(refusal.code);
    if (refusal.code === 'internal') {
      this.log.error({ requestId: requestId(request), error: describeError(thrown) }, 'request failed');
    } else if (refusal.code === 'unavailable' && refusal.cause !== undefined) {
      const facts = { requestId: requestId(request), error: describeError(refusal.cause) };
      this.log.debug(facts, 'request refused');
    }
    if (this.config.environment !== 'production') this.noteUnpromised(request, refusal);
    if (response.headersSent) {
      response.end();
      return;
    }
    response.setHeader('Cache-Control', 'no-store');
    if (refusal.code === 'method_not_allowed')
      response.setHeader('Allow', this.table.methodsAt(request).join(', '));
    const challenge = challengeFor(refusal.code);
    if (challenge !== undefined) response.setHeader('WWW-Authenticate', challenge);
    if (refusal.retryAfterMs !== undefined) {
      response.setHeader('Retry-After', String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000))));
    }
    response.status(refusal.status);
    const body = bodyOf(refusal, requestId(request));
    if (refusal.code !== 'payload_too_large') response.json(body);
    else answerEarly(request, response, body);
  }

  private refusalFor(thrown: unknown, request: Request): DomainError {
    const refusal = refusalOf(thrown);
    const status = refusal.code === 'internal' ? statusOf(thrown) : undefined;
    if (status === undefined) return refusal;
    if (status === 404) {
      return this.table.methodsAt(request).length > 0
        ? new DomainError('method_not_allowed', 'This path does not have this method')
        : new DomainError('not_found', 'There is nothing at this path');
    }
    const known = BY_STATUS[status];
    return known === undefined ? refusal : new DomainError(...known, { cause: thrown });
  }

  /** What is refused before it has come to its route is refused alike everywhere. */
  private noteUnpromised(request: Request, { code }: DomainError): void {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const where = `${method} ${String(request.route?.path)}`;
    const route = this.table.routeAt(where);
    if (route !== undefined) noteUnpromised(this.log, where, code, refusalsOfRoute(route));
  }
}

/** That a token has expired may be said: to whom it was given knows that (RFC 6750, section 3). */
function challengeFor(code: ErrorCode): string | undefined {
  if (code === 'token_expired') return 'Bearer error="invalid_token"';
  return code === 'unauthorized' ? 'Bearer' : undefined;
}

function bodyOf(refusal: DomainError, id: string): HttpErrorBody {
  return {
    statusCode: refusal.status,
    message: refusal.message,
    error: STATUS_CODES[refusal.status] ?? 'Error',
    code: refusal.code,
    requestId: id,
    ...(refusal.details === undefined ? {} : { details: [...refusal.details] }),
    ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(refusal.retryAfterMs) }),
  };
}

const BY_STATUS: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ['validation_failed', 'The request cannot be read'],
  401: ['unauthorized', 'Invalid or missing access token'],
  403: ['forbidden', 'You may not do this'],
  413: ['payload_too_large', 'The body is too large'],
  415: ['unsupported_media_type', 'Only JSON bodies in UTF-8, not compressed, are read'],
};

/** Status of what Nest or the body parser threw; their words are not used. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number')
    return thrown.status;
  return undefined;
}

class RouteTable {
  private readonly byTemplate: ReadonlyMap<string, Route>;
  private readonly patterns: readonly { readonly method: string; readonly pattern: RegExp }[];

  constructor(routes: readonly Route[]) {
    this.byTemplate = new Map(routes.map((route) => [`${route.method} ${API_BASE}${route.path}`, route]));
    this.patterns = routes.map(({ method, path }) => ({
      method,
      pattern: new RegExp(`^${API_BASE}${path.replaceAll(/:\w+/g, '[^/]+')}/?$`, 'i'),
    }));
  }

  /** @param where method and whole path, parameters as `:name` */
  routeAt(where: string): Route | undefined {
    return this.byTemplate.get(where);
  }

  methodsAt(request: Request): string[] {
    const path = request.originalUrl.split('?')[0] ?? '';
    const methods = this.patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  }
}
