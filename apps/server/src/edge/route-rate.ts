import type { Rate, Route, RouteInput } from '@jiggy-care/protocol';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { RateLimits } from './rate-limits.ts';

/** A request whose input is as its route wants it. */
export interface GoodRequest {
  readonly input: RouteInput<Route>;
  readonly rate: Rate | undefined;
  /** Whose it is; `undefined` on routes for anyone. */
  readonly account: string | undefined;
}

/** Counts a good request towards the limit that the row of its route names, before its handler begins. */
@Injectable()
export class RouteRate implements PipeTransform<GoodRequest, Promise<RouteInput<Route>>> {
  constructor(private readonly limits: RateLimits) {}

  /** @throws DomainError `rate_limited` */
  async transform({ input, rate, account }: GoodRequest): Promise<RouteInput<Route>> {
    if (rate === undefined) return input;
    if (account === undefined) throw new Error('cannot count a request: its route is open to anyone');
    await this.limits.take(rate, account);
    return input;
  }
}
