import { Uuid } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ErrandTokens } from '../auth/errand-tokens.ts';

const Receipt = z.object({ userId: Uuid, conversationId: Uuid, upToSeq: z.int() });
const Decline = z.object({ callId: Uuid, calleeId: Uuid, deviceId: Uuid });

export type ReceiptErrand = z.infer<typeof Receipt>;
export type DeclineErrand = z.infer<typeof Decline>;

/** What a notification entitles to: each token stands in what is encrypted for one device, and is stored nowhere. */
@Injectable()
export class PushErrands {
  constructor(private readonly tokens: ErrandTokens) {}

  receipt(errand: ReceiptErrand, expiresAt: number): Promise<string> {
    return this.tokens.sign('push receipt', errand, expiresAt);
  }

  decline(errand: DeclineErrand, expiresAt: number): Promise<string> {
    return this.tokens.sign('push decline', errand, expiresAt);
  }

  async readReceipt(token: string): Promise<ReceiptErrand | undefined> {
    return Receipt.safeParse(await this.tokens.read('push receipt', token)).data;
  }

  async readDecline(token: string): Promise<DeclineErrand | undefined> {
    return Decline.safeParse(await this.tokens.read('push decline', token)).data;
  }
}
