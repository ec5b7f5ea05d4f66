import { Global, Module } from '@nestjs/common';
import { Mail } from './mail.ts';

/** How a mail leaves the house. For every room. */
@Global()
@Module({ providers: [Mail], exports: [Mail] })
export class MailModule {}
