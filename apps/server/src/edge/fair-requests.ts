import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  Optional,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { FairTurns } from '../concurrency/fair-turns.ts';
import { DomainError } from '../errors/domain-error.ts';
import { isOnTheLine } from './bytes-body.ts';

/** Connections that reads may hold of the ten of a pool; the embedded database has one, which is shared in turns. */
const READS_AT_ONCE = { postgres: 6, embedded: 4 } as const;
const PER_PERSON = 2;
/** An app that comes back from a tunnel asks for many conversations at once. */
const WAITING_PER_PERSON = 100;
/** What takes less is no burden. */
const LIGHT_MS = 20;
/** Whoever has had the server for so long leaves it to others for so many times as long. */
const REST_FACTOR = 4;
const LONGEST_REST_MS = 2_000;

interface Options {
  readonly database: keyof typeof READS_AT_ONCE;
  /** Whether someone who has too much waiting is turned away. */
  readonly limited: boolean;
  /** Who asks; `undefined` = nobody in particular. */
  personOf(request: Request): string | undefined;
}

/**
 * Lets what one person asks for take turns, so that one who asks for much leaves server and database to the others:
 * two reads and two changes at a time, after a heavy read a pause. All reads together leave some connections to
 * those who write; a change that waits for a lock holds one of two and no more. Bodies of bytes, which a slow line
 * may bring for minutes, keep nothing waiting but each other.
 */
export class RequestTurns {
  private readonly reads: FairTurns;
  private readonly changes: FairTurns;
  private readonly uploads: FairTurns;

  constructor(private readonly options: Options) {
    const line = {
      perKey: PER_PERSON,
      waitingPerKey: options.limited ? WAITING_PER_PERSON : Number.POSITIVE_INFINITY,
    };
    this.reads = new FairTurns({
      ...line,
      atOnce: READS_AT_ONCE[options.database],
      rest: (tookMs) =>
        tookMs < LIGHT_MS || !options.limited
          ? undefined
          : sleep(Math.min(tookMs * REST_FACTOR, LONGEST_REST_MS), undefined, { ref: false }),
    });
    this.changes = new FairTurns({ ...line, atOnce: Number.POSITIVE_INFINITY });
    this.uploads = new FairTurns({ ...line, atOnce: Number.POSITIVE_INFINITY });
  }

  /** @throws DomainError `rate_limited` */
  run<T>(request: Request, work: () => Promise<T>): Promise<T> {
    const person = this.options.personOf(request);
    if (person === undefined) return work();
    return this.turnsFor(request).run(person, work, () => DomainError.rateLimited(1_000));
  }

  private turnsFor(request: Request): FairTurns {
    if (isOnTheLine(request)) return this.uploads;
    return request.method === 'GET' || request.method === 'HEAD' ? this.reads : this.changes;
  }
}

/** Stands before every route of the table that is for a signed-in person. */
@Injectable()
export class FairRequests implements NestInterceptor {
  // Named, since the compiled type of something optional is `Object`.
  constructor(@Optional() @Inject(RequestTurns) private readonly turns: RequestTurns | undefined) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.turns === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const work = async (): Promise<unknown> => {
      // Nobody is there any more to read the answer.
      if (request.method === 'GET' && response.destroyed) return undefined;
      return lastValueFrom(next.handle());
    };
    return from(this.turns.run(request, work));
  }
}
