import { Injectable } from '@nestjs/common';

/** Where times come from that one node writes and another, or the relay, judges; so that tests can bring their own. */
@Injectable()
export class Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number {
    return Date.now();
  }
}
