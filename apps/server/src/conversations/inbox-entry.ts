import type { Expansion, InboxEntry } from '@jiggy-care/protocol';
import type { Overview } from './conversations.repository.ts';
import { toMessage } from './message-row.ts';
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
  if (parts.includes('lastMessage'))
    entry.lastMessage = overview.lastMessage && toMessage(overview.lastMessage);
  if (parts.includes('unread'))
    entry.unreadCount = isConsultant ? overview.consultantUnread : overview.patientUnread;
  if (parts.includes('presence')) {
    entry.online = overview.mayMeet && online.has(otherParticipant(conversation, viewerId));
  }
  return entry;
}
