import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { BookingsModule } from '../bookings/bookings.module.ts';
import { ConversationsModule } from '../conversations/conversations.module.ts';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { CallConnections } from './call-connections.ts';
import { CallDeadlines } from './call-deadlines.ts';
import { CallMoves } from './call-moves.service.ts';
import { CallStoreRepository } from './call-store.repository.ts';
import { CallSweep } from './call-sweep.ts';
import { CallsController } from './calls.controller.ts';
import { CallsGateway } from './calls.gateway.ts';
import { CallsRepository } from './calls.repository.ts';
import { CallsService } from './calls.service.ts';
import { PeopleInCalls } from './people-in-calls.ts';
import { PlacingService } from './placing.service.ts';
import { Reachability } from './reachability.ts';
import { RefusedCalls } from './refused-calls.ts';
import { RingHistoryRepository } from './ring-history.repository.ts';
import { SignalsGateway } from './signals.gateway.ts';
import { SignalsService } from './signals.service.ts';

@Module({
  imports: [AuthModule, BookingsModule, ConversationsModule, RealtimeModule],
  controllers: [CallsController],
  providers: [
    CallConnections,
    CallDeadlines,
    CallMoves,
    CallStoreRepository,
    CallSweep,
    CallsGateway,
    CallsRepository,
    CallsService,
    PeopleInCalls,
    PlacingService,
    Reachability,
    RefusedCalls,
    RingHistoryRepository,
    SignalsGateway,
    SignalsService,
  ],
  exports: [CallsRepository],
})
export class CallsModule {}
