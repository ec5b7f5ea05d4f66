import { Module } from '@nestjs/common';
import { ConversationsModule } from '../conversations/conversations.module.ts';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { DeliveryReceipts } from './delivery-receipts.ts';
import { DeliveryStepsRepository } from './delivery-steps.repository.ts';
import { ReceiptsGateway } from './receipts.gateway.ts';

/** Which messages have reached the other person, and who is told of it. */
@Module({
  imports: [ConversationsModule, RealtimeModule],
  providers: [DeliveryReceipts, DeliveryStepsRepository, ReceiptsGateway],
  exports: [DeliveryReceipts],
})
export class ReceiptsModule {}
