import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { PeopleModule } from '../people/people.module.ts';
import { Broadcast } from './broadcast.ts';
import { ConnectionGate } from './connection-gate.ts';
import { EngineDoor } from './engine-door.ts';
import { EventPipeline } from './event-pipeline.ts';
import { EventRefusals } from './event-refusals.ts';
import { FloodGate } from './flood-gate.ts';
import { Handshake } from './handshake.ts';
import { OtherNodes } from './other-nodes.ts';
import { Presence } from './presence.ts';
import { Seats } from './seats.ts';
import { SessionBinding } from './session-binding.ts';
import { SocketLifecycle } from './socket-lifecycle.ts';
import { SocketTokens } from './socket-tokens.ts';
import { TokensGateway } from './tokens.gateway.ts';

const shared = [Broadcast, EventPipeline, EventRefusals, OtherNodes, Presence, SocketLifecycle, SocketTokens];

@Module({
  imports: [AuthModule, PeopleModule],
  providers: [
    ...shared,
    ConnectionGate,
    EngineDoor,
    FloodGate,
    Handshake,
    Seats,
    SessionBinding,
    TokensGateway,
  ],
  exports: shared,
})
export class RealtimeModule {}
