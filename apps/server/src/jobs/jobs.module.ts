import { Global, Module } from '@nestjs/common';
import { JobsRepository } from './jobs.repository.ts';
import { Jobs } from './jobs.ts';
import { Sweeps } from './sweeps.ts';

/** What is to be done later, or by whoever comes first. For every room. */
@Global()
@Module({ providers: [Jobs, JobsRepository, Sweeps], exports: [Jobs, Sweeps] })
export class JobsModule {}
