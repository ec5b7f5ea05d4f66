import { z } from 'zod';
import * as LIMITS from './limits.ts';
import { isText, Uuid } from './scalars.ts';

const encoder = new TextEncoder();

const Sdp = z
  .string()
  .refine(isText, 'has characters that are not text')
  .refine((sdp) => sdp.startsWith('v=0'), 'must be a session description')
  .refine((sdp) => sdp.length <= LIMITS.sdpBytes && encoder.encode(sdp).length <= LIMITS.sdpBytes, {
    message: `must have at most ${LIMITS.sdpBytes} bytes`,
  })
  .meta({ example: 'v=0\r\n…', description: `At most ${LIMITS.sdpBytes} bytes of UTF-8.` });

export const Offer = z.object({ type: z.literal('offer'), sdp: Sdp }).meta({ id: 'Offer' });
export const Answer = z.object({ type: z.literal('answer'), sdp: Sdp }).meta({ id: 'Answer' });

/** RTCIceCandidateInit. Empty and `null` candidates say that there are no more (Firefox sends them). */
export const Candidate = z
  .object({
    candidate: z
      .string()
      .max(LIMITS.candidateChars)
      .refine(isText, 'has characters that are not text')
      .default('')
      .describe('Empty, or `null` in place of the object: there are no more.'),
    sdpMid: z.string().max(256).refine(isText, 'has characters that are not text').nullish(),
    sdpMLineIndex: z.int().min(0).max(65_535).nullish(),
    usernameFragment: z.string().max(256).refine(isText, 'has characters that are not text').nullish(),
  })
  .nullable()
  .meta({ id: 'Candidate' });
export type Offer = z.infer<typeof Offer>;
export type Answer = z.infer<typeof Answer>;
export type Candidate = z.infer<typeof Candidate>;

const toUserId = Uuid.describe('The other person.');
const fromUserId = Uuid.describe('The other person.');
const callId = Uuid.optional().describe('The call that it belongs to.');

export const OfferPayload = z.object({ toUserId, offer: Offer, callId }).meta({ id: 'WebrtcOffer' });
export const AnswerPayload = z.object({ toUserId, answer: Answer, callId }).meta({ id: 'WebrtcAnswer' });
export const CandidatePayload = z
  .object({ toUserId, candidate: Candidate, callId })
  .meta({ id: 'WebrtcCandidate' });

export const OfferRelayed = z.object({ fromUserId, offer: Offer, callId }).meta({ id: 'WebrtcOfferRelayed' });
export const AnswerRelayed = z
  .object({ fromUserId, answer: Answer, callId })
  .meta({ id: 'WebrtcAnswerRelayed' });
export const CandidateRelayed = z
  .object({ fromUserId, candidate: Candidate, callId })
  .meta({ id: 'WebrtcCandidateRelayed' });
