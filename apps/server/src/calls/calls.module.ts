import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { BookingsModule } from '../bookings/bookings.module.ts';
import { ConversationsModule } from '../conversations/conversations.module.ts';
import { RealtimeModule } from '../realtime/realtime.module.ts';
import { CallConnections } from './call-connections.ts';
import { CallLogService } from './call-log.service.ts';
import { CallsController } from './calls.controller.ts';
import { CallsGateway } from './calls.gateway.ts';
import { CallsService } from './calls.service.ts';
import { IceServersService } from './ice-servers.service.ts';
import { CallDeadlines } from './keeping/call-deadlines.ts';
import { CallLogRepository } from './keeping/call-log.repository.ts';
import { CallMoves } from './keeping/call-moves.ts';
import { CallStoreRepository } from './keeping/call-store.repository.ts';
import { CallSweep } from './keeping/call-sweep.ts';
import { KnownCalls } from './keeping/known-calls.ts';
import { PeopleInCalls } from './keeping/people-in-calls.ts';
import { PlacingRepository } from './keeping/placing.repository.ts';
import { RefusedCalls } from './keeping/refused-calls.ts';
import { OtherWays } from './other-ways.ts';
import { PlacingService } from './placing.service.ts';
import { Reachability } from './reachability.ts';
import { Rings } from './rings.ts';
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
    CallLogRepository,
    CallLogService,
    IceServersService,
    CallsService,
    KnownCalls,
    OtherWays,
    PeopleInCalls,
    PlacingService,
    Reachability,
    RefusedCalls,
    Rings,
    PlacingRepository,
    SignalsGateway,
    SignalsService,
  ],
  exports: [CallLogService, OtherWays, Rings],
})
export class CallsModule {}
