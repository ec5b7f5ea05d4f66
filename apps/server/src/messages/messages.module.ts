import { Module } from '@nestjs/common';
import { ConversationsModule } from '../conversations/conversations.module.ts';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { MessageStoreRepository } from './message-store.repository.ts';
import { MessageWriter } from './message-writer.ts';
import { MessagesController } from './messages.controller.ts';
import { MessagesGateway } from './messages.gateway.ts';
import { MessagesRepository } from './messages.repository.ts';
import { MessagesService } from './messages.service.ts';
import { MissedChangesRepository } from './missed-changes.repository.ts';
import { MissedChanges } from './missed-changes.ts';
import { RemoteTyping } from './remote-typing.ts';
import { TypingGateway } from './typing.gateway.ts';
import { TypingService } from './typing.service.ts';

@Module({
  imports: [ConversationsModule, RealtimeModule],
  controllers: [MessagesController],
  providers: [
    MessageStoreRepository,
    MessageWriter,
    MessagesGateway,
    MessagesRepository,
    MessagesService,
    MissedChanges,
    MissedChangesRepository,
    RemoteTyping,
    TypingGateway,
    TypingService,
  ],
  exports: [MessagesService],
})
export class MessagesModule {}
