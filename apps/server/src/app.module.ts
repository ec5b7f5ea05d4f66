import { type DynamicModule, Module } from '@nestjs/common';
import { AppointmentMailModule } from './appointment-mail/appointment-mail.module.ts';
import { BookingChangesModule } from './booking-changes/booking-changes.module.ts';
import { BookingsModule } from './bookings/bookings.module.ts';
import { CalendarModule } from './calendar/calendar.module.ts';
import { CallsModule } from './calls/calls.module.ts';
import { ChangesModule } from './changes/changes.module.ts';
import { ConversationsModule } from './conversations/conversations.module.ts';
import { HealthController } from './health/health.controller.ts';
import { JobsModule } from './jobs/jobs.module.ts';
import { MailModule } from './mail/mail.module.ts';
import { MessagesModule } from './messages/messages.module.ts';
import { OperatorModule } from './operator/operator.module.ts';
import { type Ground, PlatformModule } from './platform/platform.module.ts';
import { PreferencesModule } from './preferences/preferences.module.ts';
import { PushModule } from './push/push.module.ts';
import { ReceiptsModule } from './receipts/receipts.module.ts';
import { RecoveryModule } from './recovery/recovery.module.ts';
import { RetentionModule } from './retention/retention.module.ts';
import { UnreadMailModule } from './unread-mail/unread-mail.module.ts';
import { WebhooksModule } from './webhooks/webhooks.module.ts';

@Module({
  imports: [
    JobsModule,
    MailModule,
    PreferencesModule,
    RecoveryModule,
    BookingsModule,
    BookingChangesModule,
    CalendarModule,
    AppointmentMailModule,
    ConversationsModule,
    MessagesModule,
    ReceiptsModule,
    CallsModule,
    ChangesModule,
    OperatorModule,
    RetentionModule,
    PushModule,
    WebhooksModule,
    UnreadMailModule,
  ],
  controllers: [HealthController],
})
export class AppModule {
  static on(ground: Ground): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.on(ground)] };
  }
}
