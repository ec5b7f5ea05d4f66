import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { CallsModule } from '../calls/calls.module.ts';
import { Config } from '../config/config.ts';
import { PreferencesModule } from '../preferences/preferences.module.ts';
import { Courier } from './courier.ts';
import { DevicesRepository } from './devices.repository.ts';
import { Devices } from './devices.ts';
import { MessageNotesRepository } from './message-notes.repository.ts';
import { MessageNotes } from './message-notes.ts';
import { PushController } from './push.controller.ts';
import { PushErrands } from './push-errands.ts';
import { PushTest } from './push-test.ts';
import { RingNotesRepository } from './ring-notes.repository.ts';
import { RingNotes } from './ring-notes.ts';
import { Vapid, vapidOf } from './vapid.ts';
import { WebPush } from './web-push.ts';

/** People whose app is closed are told of messages and rung. */
@Module({
  imports: [AuthModule, CallsModule, PreferencesModule],
  controllers: [PushController],
  providers: [
    { provide: Vapid, useFactory: vapidOf, inject: [Config] },
    Courier,
    Devices,
    DevicesRepository,
    MessageNotes,
    MessageNotesRepository,
    PushErrands,
    PushTest,
    RingNotes,
    RingNotesRepository,
    WebPush,
  ],
})
export class PushModule {}
