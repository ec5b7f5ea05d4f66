import { Injectable } from '@nestjs/common';
import { ErrandTokens } from '../auth/errand-tokens.ts';
import { Clock } from '../clock/clock.ts';
import { Mail } from '../mail/mail.ts';
import { Preferences } from '../preferences/preferences.ts';
import { type Reader, Readers } from '../preferences/readers.ts';

const PURPOSE = 'unsubscribe';
export const UNSUBSCRIBE_PATH = '/unsubscribe';
/** A mail may lie about for long. */
const GOOD_FOR_MS = 2 * 365 * 24 * 3_600_000;

/**
 * Ends the mails of what is unread for whoever holds the link out of one, signed in or not. The link is signed and stored
 * nowhere, and does nothing else.
 *
 * @source protocol P15.7
 */
@Injectable()
export class Unsubscribing {
  constructor(
    private readonly tokens: ErrandTokens,
    private readonly readers: Readers,
    private readonly preferences: Preferences,
    private readonly mail: Mail,
    private readonly clock: Clock,
  ) {}

  async linkFor(userId: string): Promise<string> {
    const token = await this.tokens.sign(PURPOSE, { userId }, this.clock.now() + GOOD_FOR_MS);
    return this.mail.link(`${UNSUBSCRIBE_PATH}?${new URLSearchParams({ token })}`);
  }

  /** Whose link it is; `undefined` for one that is none, or nobody's any more. */
  async find(token: string): Promise<Reader | undefined> {
    const userId = (await this.tokens.read(PURPOSE, token))?.userId;
    return typeof userId === 'string' ? this.readers.find(userId) : undefined;
  }

  async end(reader: Reader): Promise<void> {
    if (reader.preferences.mailUnread) await this.preferences.change(reader, { mailUnread: false });
  }
}
