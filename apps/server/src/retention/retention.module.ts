import { Module } from '@nestjs/common';
import { RetentionRepository } from './retention.repository.ts';
import { Retention } from './retention.ts';

/** What is not kept for ever. */
@Module({ providers: [Retention, RetentionRepository] })
export class RetentionModule {}
