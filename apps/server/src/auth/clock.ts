import { Injectable } from '@nestjs/common';

/** Where this folder gets the time from, so that tests can bring their own. */
@Injectable()
export class Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number {
    return Date.now();
  }
}
