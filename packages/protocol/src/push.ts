import { z } from 'zod';
import * as LIMITS from './limits.ts';
import { IsoTime, Uuid } from './scalars.ts';

/** Which service takes what is sent to a device; others than that of browsers may come. */
export const PushKind = z.enum(['web']).meta({ id: 'PushKind' });
export type PushKind = z.infer<typeof PushKind>;

/** What `pushManager.subscribe` of a browser wants as `applicationServerKey`. */
export const PushKey = z
  .object({ publicKey: z.string().describe('The public key of this server (RFC 8292), base64url.') })
  .meta({ id: 'PushKey' });

const base64url = (bytes: number) => {
  const chars = Math.ceil((bytes * 4) / 3);
  return z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${chars}}$`), `must be ${bytes} bytes in base64url`);
};
// Of RFC 8291, section 5.
const EXAMPLE = {
  endpoint: 'https://fcm.googleapis.com/fcm/send/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};

/** What a browser gives: `subscription.toJSON()`. */
export const SubscribeBody = z
  .object({
    kind: PushKind.optional().describe('`web` where it is left out.'),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .max(LIMITS.pushEndpointChars)
      .meta({ example: EXAMPLE.endpoint }),
    keys: z.object({
      p256dh: base64url(65)
        .meta({ example: EXAMPLE.p256dh })
        .describe('The public key of the browser (RFC 8291).'),
      auth: base64url(16).meta({ example: EXAMPLE.auth }),
    }),
  })
  .meta({ id: 'Subscribe' });
export type SubscribeBody = z.infer<typeof SubscribeBody>;

/** A device that can be reached while the app is closed. */
export const ReachableDevice = z
  .object({
    id: Uuid,
    kind: PushKind,
    userAgent: z.string().nullable(),
    current: z.boolean().describe('Whether it is the device that asks: the one of this session.'),
    createdAt: IsoTime,
    lastOkAt: IsoTime.nullable().describe('When something was last taken for it.'),
  })
  .meta({ id: 'ReachableDevice' });
export type ReachableDevice = z.infer<typeof ReachableDevice>;

const Token = z.string().min(1).max(LIMITS.pushTokenChars);

export const ReceiptBody = z
  .object({ token: Token.describe('`receipt` of what was shown.') })
  .meta({ id: 'PushReceipt' });

export const DeclineBody = z
  .object({ pushToken: Token.describe('`decline` of the notification that rang.') })
  .meta({ id: 'Decline' });

/**
 * What a device is told, encrypted for it alone (RFC 8291). No text of people is in it, and a name only where its reader
 * wants that.
 */
export const PushNote = z
  .object({
    kind: z.enum(['message', 'call', 'call-over', 'test']),
    title: z.string(),
    body: z.string(),
    lang: z.string(),
    tag: z.string().describe('A later one takes the place of an earlier one with the same tag.'),
    url: z.string().describe('Where in the app it leads.'),
    sentAt: IsoTime,
    expiresAt: IsoTime.optional().describe('Of a call: when it stops ringing.'),
    outcome: z
      .enum(['missed', 'answered', 'declined'])
      .optional()
      .describe('Of a call that is over: only what was missed stays.'),
    callId: Uuid.optional(),
    answer: z.string().optional().describe('What stands on the button that answers.'),
    decline: z
      .object({ title: z.string(), token: z.string() })
      .optional()
      .describe('What stands on the button that declines, and what entitles it.'),
    receipt: z.string().optional().describe('Goes to `POST /push/receipts` once it is shown.'),
  })
  .meta({ id: 'PushNote' });
export type PushNote = z.infer<typeof PushNote>;
