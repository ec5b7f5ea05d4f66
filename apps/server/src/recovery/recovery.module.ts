import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { PeopleModule } from '../people/people.module.ts';
import { PreferencesModule } from '../preferences/preferences.module.ts';
import { AccountMails } from './account-mails.ts';
import { MailLinks } from './mail-links.ts';
import { MailTokens } from './mail-tokens.repository.ts';
import { OwnAccount } from './own-account.ts';
import { RecoveryController } from './recovery.controller.ts';
import { Recovery } from './recovery.ts';

/** The way back into an account, and what people change of their own. */
@Module({
  imports: [AuthModule, PeopleModule, PreferencesModule],
  controllers: [RecoveryController],
  providers: [AccountMails, MailLinks, MailTokens, OwnAccount, Recovery],
})
export class RecoveryModule {}
