import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  Optional,
} from '@nestjs/common';
import type { Request } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { FairTurns } from '../concurrency/fair-turns.ts';
import { DomainError } from '../errors/domain-error.ts';

/** Connections that reads may hold of the ten of a pool; the embedded database has one, which is shared in turns. */
const AT_ONCE = { postgres: 6, embedded: 2 } as const;
const PER_PERSON = 2;
/** An app that comes back from a tunnel asks for many conversations at once. */
const WAITING_PER_PERSON = 100;

interface Options {
  readonly database: keyof typeof AT_ONCE;
  /** Whether someone who has too much waiting is turned away. */
  readonly limited: boolean;
  /** Who asks; `undefined` = nobody in particular. */
  personOf(request: Request): string | undefined;
}

/**
 * Lets what people read take turns, so that one who reads much leaves the database to the others, and all together
 * leave some of it to those who write.
 */
export class ReadTurns {
  private readonly turns: FairTurns;

  constructor(private readonly options: Options) {
    this.turns = new FairTurns({
      atOnce: AT_ONCE[options.database],
      perKey: PER_PERSON,
      waitingPerKey: options.limited ? WAITING_PER_PERSON : Number.POSITIVE_INFINITY,
    });
  }

  /** @throws DomainError `rate_limited` */
  run<T>(request: Request, work: () => Promise<T>): Promise<T> {
    const person = this.options.personOf(request);
    return person === undefined ? work() : this.turns.run(person, work, () => DomainError.rateLimited(1_000));
  }
}

/** Stands before every route of the table that reads for a person. */
@Injectable()
export class FairReads implements NestInterceptor {
  constructor(@Optional() private readonly turns: ReadTurns | undefined) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.turns === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    return from(this.turns.run(request, () => lastValueFrom(next.handle())));
  }
}
