import { z } from 'zod';
import * as LIMITS from './limits.ts';
import { IsoTime, OffsetPage, QueryFlag, singleLine, Uuid } from './scalars.ts';
import { BUSY_DECLINE, PLAIN_DECLINE } from './words.ts';

export const CallType = z.enum(['video', 'audio']).meta({ id: 'CallType' });
export type CallType = z.infer<typeof CallType>;

/** Where a call stands. The first two are live, the others final. */
export const CallStatus = z
  .enum(['ringing', 'active', 'ended', 'rejected', 'missed', 'cancelled', 'busy', 'failed'])
  .meta({ id: 'CallStatus' });
export type CallStatus = z.infer<typeof CallStatus>;

/** One call as the log keeps it. */
export const Call = z
  .object({
    id: Uuid,
    conversationId: Uuid,
    callerId: Uuid,
    calleeId: Uuid,
    callType: CallType,
    status: CallStatus,
    startedAt: IsoTime,
    answeredAt: IsoTime.nullable(),
    endedAt: IsoTime.nullable(),
    seen: z
      .boolean()
      .optional()
      .describe('Whether its reader has looked at it; only in the log of whoever missed it.'),
  })
  .meta({ id: 'Call' });
export type Call = z.infer<typeof Call>;

export const ListCallsQuery = z.object({
  ...OffsetPage,
  missed: QueryFlag.optional(),
  conversationId: Uuid.optional().describe('Only the calls of this conversation; `missedCount` counts all.'),
});
export const CallLog = z.object({ calls: z.array(Call), missedCount: z.int() }).meta({ id: 'CallLog' });

export const SeenCallsBody = z
  .object({
    conversationId: Uuid.optional().describe('Only those of this conversation; without it, all.'),
  })
  .optional();

export const IceServersQuery = z.object({ purpose: z.enum(['check']).optional() });
export const IceServers = z
  .object({
    iceServers: z.array(
      z.object({
        urls: z.array(z.string()),
        username: z.string().optional(),
        credential: z.string().optional(),
      }),
    ),
    ttl: z.int().describe('Seconds for which the credentials may be used.'),
    withheld: z
      .literal('no-booking')
      .optional()
      .describe('Why no relay is in the list though the server has one: to try it, one needs a booking.'),
  })
  .meta({ id: 'IceServers' });
export type IceServers = z.infer<typeof IceServers>;

const toUserId = Uuid.describe('The other person.');
const fromUserId = Uuid.describe('The other person.');
const callId = Uuid.optional().describe(
  'The call that is meant; without it, the only one of these two people.',
);
/** Of `call:media`: what the other side cannot see from the stream alone. */
const mediaFlags = {
  audio: z.boolean().describe('Whether the microphone is on.'),
  video: z.boolean().describe('Whether the camera is on.'),
  screen: z.boolean().describe('Whether the screen is shared.'),
};

export const InitiatePayload = z
  .object({
    toUserId,
    conversationId: Uuid.describe('Joined by this socket; its id or that of a booking of theirs.'),
    callType: CallType,
  })
  .meta({ id: 'CallInitiate' });
export const AcceptPayload = z.object({ toUserId, callId }).meta({ id: 'CallAccept' });
export const RejectPayload = z
  .object({
    toUserId,
    reason: singleLine(LIMITS.callReasonChars).or(z.string().trim().length(0)).nullish(),
    callId,
  })
  .meta({ id: 'CallReject' });
export const EndPayload = z
  .object({
    toUserId: Uuid.nullish().describe('Without it, the only call of this person.'),
    callId,
    neverConnected: z
      .boolean()
      .optional()
      .describe('That the devices found no way to each other: who runs the server counts such calls.'),
  })
  .meta({ id: 'CallEnd' });
export const AwayPayload = z.object({ toUserId, callId }).meta({ id: 'CallAway' });
export const MediaPayload = z.object({ toUserId, ...mediaFlags, callId }).meta({ id: 'CallMedia' });

/** Why the server closed a call or a ring, where the documented payload has no place for it. */
export const EndReason = z
  .enum([
    'hangup',
    'cancelled',
    'answered-elsewhere',
    'declined-elsewhere',
    'connection-lost',
    'timeout',
    'replaced',
    'signed-out',
    'booking-cancelled',
  ])
  .meta({ id: 'CallEndReason' });
export type EndReason = z.infer<typeof EndReason>;

/** Why a ring brought no answer. */
export const NoAnswerReason = z
  .enum(['timeout', 'offline', 'refused', 'in-another-call', 'connection-lost'])
  .meta({ id: 'NoAnswerReason' });
export type NoAnswerReason = z.infer<typeof NoAnswerReason>;

const sentCallId = Uuid.optional().describe('As the call log knows it.');
const ringEnds = IsoTime.optional().describe('When the ring ends by itself.');

export const RingingPayload = z
  .object({
    toUserId,
    conversationId: Uuid,
    callType: CallType,
    callId: sentCallId,
    expiresAt: ringEnds,
    reachable: z
      .enum(['socket', 'push'])
      .optional()
      .describe('`push`: the app of the other is closed, and a notification rings.'),
  })
  .meta({ id: 'CallRinging' });
export const IncomingPayload = z
  .object({
    fromUserId,
    conversationId: Uuid,
    callType: CallType,
    callId: sentCallId,
    fromName: z.string().optional().describe('Name of the caller.'),
    expiresAt: ringEnds,
  })
  .meta({ id: 'CallIncoming' });
export const AcceptedPayload = z.object({ fromUserId, callId: sentCallId }).meta({ id: 'CallAccepted' });
export const ConnectedPayload = z
  .object({ fromUserId, conversationId: Uuid, callType: CallType, callId: sentCallId })
  .meta({ id: 'CallConnected' });
export const StopRingingPayload = z.object({ toUserId, callId: sentCallId }).meta({ id: 'CallStopRinging' });
export const RejectedPayload = z
  .object({
    fromUserId,
    reason: z
      .string()
      .describe(
        `As given; \`${PLAIN_DECLINE}\` if none was, \`${BUSY_DECLINE}\` where the other is in another call.`,
      ),
    callId: sentCallId,
  })
  .meta({ id: 'CallRejected' });
export const NoAnswerPayload = z
  .object({ toUserId, reason: NoAnswerReason.optional(), callId: sentCallId })
  .meta({ id: 'CallNoAnswer' });
export const MissedPayload = z
  .object({
    fromUserId,
    conversationId: Uuid,
    callType: CallType.optional(),
    reason: z.string().optional(),
    callId: sentCallId,
  })
  .meta({ id: 'CallMissed' });
export const EndedPayload = z
  .object({ fromUserId, reason: EndReason.optional(), callId: sentCallId })
  .meta({ id: 'CallEnded' });
export const AwayRelayed = z.object({ fromUserId, callId: sentCallId }).meta({ id: 'CallAwayRelayed' });
export const MediaRelayed = MediaPayload.omit({ toUserId: true })
  .extend({ fromUserId })
  .meta({ id: 'CallMediaRelayed' });

/** Answer to `call:reject`, `call:end`, `call:away` and the signals, for those who asked for an acknowledgement. */
export const CallReply = z.object({ callId: Uuid.optional() }).meta({ id: 'CallReply' });
