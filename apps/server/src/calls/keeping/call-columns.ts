import { calls } from '../../database/schema.ts';

/** What the log tells of a call, and the record of a live one has as well. */
export const callColumns = {
  id: calls.id,
  conversationId: calls.conversationId,
  callerId: calls.callerId,
  calleeId: calls.calleeId,
  callType: calls.callType,
  status: calls.status,
  startedAt: calls.startedAt,
  answeredAt: calls.answeredAt,
  endedAt: calls.endedAt,
};
