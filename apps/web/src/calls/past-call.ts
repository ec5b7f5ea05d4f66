import type { CallRecord } from '@jiggy-care/client/calls';
import { type CallEnding, endingOfRecord, isMissed, talkMsOf } from './ending.ts';

/** A call that is over, as one of its two people sees it. */
export interface PastCall {
  readonly id: string;
  readonly conversationId: string;
  readonly otherId: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly type: 'video' | 'audio';
  readonly ending: CallEnding;
  /** When it began to ring. Milliseconds since 1970. */
  readonly at: number;
  /** How long the two talked, where they did. */
  readonly talkMs: number | undefined;
}

/** A record of the log as its reader sees it; `undefined` while the call goes on. */
export function pastCall(record: CallRecord, readerId: string): PastCall | undefined {
  const { id, conversationId, callerId, calleeId, callType, status, startedAt } = record;
  if (status === 'ringing' || status === 'active') return undefined;
  const isOutgoing = callerId === readerId;
  return {
    id,
    conversationId,
    otherId: isOutgoing ? calleeId : callerId,
    direction: isOutgoing ? 'outgoing' : 'incoming',
    type: callType,
    ending: endingOfRecord(record, readerId),
    at: Date.parse(startedAt),
    talkMs: talkMsOf(record),
  };
}

/** Of these records, newest first, those that are over. */
export function pastCalls(records: readonly CallRecord[], readerId: string): PastCall[] {
  return records.flatMap((record) => pastCall(record, readerId) ?? []);
}

/**
 * The missed calls that wait to be seen, as far as they are loaded. A server that does not say which only counts them:
 * then they are the newest.
 *
 * @param log as the log has it, newest first
 */
export function unseenMissed(
  log: { readonly calls: readonly CallRecord[]; readonly missedCount: number },
  readerId: string,
): PastCall[] {
  if (log.missedCount === 0) return [];
  if (log.calls.some(({ seen }) => seen !== undefined)) {
    return pastCalls(
      log.calls.filter(({ seen }) => seen === false),
      readerId,
    );
  }
  return pastCalls(log.calls, readerId)
    .filter(({ ending }) => isMissed(ending))
    .slice(0, log.missedCount);
}
