import { Module } from '@nestjs/common';
import { CallsModule } from '../calls/calls.module.ts';
import { ConversationsModule } from '../conversations/conversations.module.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { ReceiptsModule } from '../receipts/receipts.module.ts';
import { ChangesController } from './changes.controller.ts';
import { ChangesService } from './changes.service.ts';

@Module({
  imports: [CallsModule, ConversationsModule, MessagesModule, ReceiptsModule],
  controllers: [ChangesController],
  providers: [ChangesService],
})
export class ChangesModule {}
