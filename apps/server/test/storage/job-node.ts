import { TestClock, TestLog } from '../../src/auth/testing/auth-ground.ts';
import type { Database } from '../../src/database/database.ts';
import { Facts } from '../../src/facts/facts.ts';
import { JobsRepository } from '../../src/jobs/jobs.repository.ts';
import { Jobs } from '../../src/jobs/jobs.ts';
import { Metrics } from '../../src/operations/metrics.ts';

/** What one node has of jobs, by hand. It does them once it is told to. */
export function jobNode(database: Database, clock = new TestClock()) {
  const log = new TestLog();
  const metrics = new Metrics();
  const facts = new Facts(database, log);
  const repository = new JobsRepository(database);
  const jobs = new Jobs(repository, facts, clock, log, metrics);
  jobs.onModuleInit();
  return {
    ...{ clock, facts, jobs, log, metrics, repository },
    start: () => jobs.onApplicationBootstrap(),
    stop: () => jobs.beforeApplicationShutdown(),
    /** Lets time pass, and looks. */
    pass: (ms: number) => {
      clock.pass(ms);
      jobs.wake();
    },
  };
}
