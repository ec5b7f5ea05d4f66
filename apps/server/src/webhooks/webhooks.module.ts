import { Module } from '@nestjs/common';
import { OutboxRepository } from './outbox.repository.ts';
import { Webhooks } from './webhooks.ts';

/** What happens, told to the operator's own systems. */
@Module({ providers: [OutboxRepository, Webhooks] })
export class WebhooksModule {}
