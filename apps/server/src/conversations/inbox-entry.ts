import type { Expansion, InboxEntry, Message } from '@jiggy-care/protocol';
import type { Overview } from './conversations.repository.ts';
import { otherParticipant } from './participants.ts';

export const EVERY_EXPANSION: readonly Expansion[] = ['people', 'lastMessage', 'unread', 'presence'];

/** A conversation as one of its people sees it, with the parts that were asked for. */
export function inboxEntry(
  overview: Overview,
  viewerId: string,
  parts: readonly Expansion[],
  online: ReadonlySet<string>,
): InboxEntry {
  const { conversation } = overview;
  const isConsultant = conversation.consultantId === viewerId;
  const entry: InboxEntry = { ...conversation };
  if (parts.includes('people')) {
    entry.consultant = { id: conversation.consultantId, name: overview.consultantName };
    entry.patient = { id: conversation.patientId, name: overview.patientName };
  }
  if (parts.includes('lastMessage')) entry.lastMessage = lastMessage(overview);
  if (parts.includes('unread'))
    entry.unreadCount = isConsultant ? overview.consultantUnread : overview.patientUnread;
  if (parts.includes('presence')) {
    entry.online = overview.mayMeet && online.has(otherParticipant(conversation, viewerId));
  }
  return entry;
}

function lastMessage({ conversation, lastMessage }: Overview): Message | null {
  if (lastMessage === null) return null;
  const { clientMessageId, ...message } = lastMessage;
  return {
    ...message,
    conversationId: conversation.id,
    ...(clientMessageId === null ? {} : { clientMessageId }),
  };
}
