import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { PreferencesModule } from '../preferences/preferences.module.ts';
import { UnreadMailRepository } from './unread-mail.repository.ts';
import { UnreadMails } from './unread-mails.ts';
import { Unsubscribing } from './unsubscribing.ts';

/** Mails that tell of what is not read, and how one gets no more of them. */
@Module({
  imports: [AuthModule, PreferencesModule],
  providers: [UnreadMailRepository, UnreadMails, Unsubscribing],
})
export class UnreadMailModule {}
