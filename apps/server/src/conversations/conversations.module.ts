import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/bookings.module.ts';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { ConversationsController } from './conversations.controller.ts';
import { ConversationsGateway } from './conversations.gateway.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { ConversationsService } from './conversations.service.ts';
import { InboxUpdates } from './inbox-updates.ts';
import { Partings } from './partings.ts';
import { PresenceUpdates } from './presence-updates.ts';

@Module({
  imports: [BookingsModule, RealtimeModule],
  controllers: [ConversationsController],
  providers: [
    ConversationsGateway,
    ConversationsRepository,
    ConversationsService,
    InboxUpdates,
    Partings,
    PresenceUpdates,
  ],
  exports: [ConversationsService, InboxUpdates],
})
export class ConversationsModule {}
