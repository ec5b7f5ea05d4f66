import { Global, Module } from '@nestjs/common';
import { ClockRepository } from './clock.repository.ts';
import { Clock } from './clock.ts';
import { DatabaseClock } from './database-clock.ts';

/** What time is it? For every room; how much time has passed, a room asks its own stopwatch, `performance.now()`. */
@Global()
@Module({
  providers: [ClockRepository, { provide: Clock, useClass: DatabaseClock }],
  exports: [Clock],
})
export class ClockModule {}
