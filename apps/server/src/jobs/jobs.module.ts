import { Global, Module } from '@nestjs/common';
import { JobsRepository } from './jobs.repository.ts';
import { Jobs } from './jobs.ts';

/** What is to be done later, or by whoever comes first. For every room. */
@Global()
@Module({ providers: [Jobs, JobsRepository], exports: [Jobs] })
export class JobsModule {}
