import type { Message, Person, UserRole, WireInboxEntry } from '../wire.ts';
import type { InboxEntry } from './inbox-entry.ts';

/** Reads an entry as one of its people sees it; parts that did not come are taken from what was known before. */
export function readEntry(wire: WireInboxEntry, viewer: UserRole, known: InboxEntry | undefined): InboxEntry {
  const { id, consultantId, patientId, bookingId, createdAt, updatedAt } = wire;
  const consultant = wire.consultant ?? known?.consultant ?? nameless(consultantId);
  const patient = wire.patient ?? known?.patient ?? nameless(patientId);
  return {
    id,
    consultantId,
    patientId,
    bookingId,
    createdAt,
    updatedAt,
    consultant,
    patient,
    other: viewer === 'consultant' ? patient : consultant,
    lastMessage: wire.lastMessage === undefined ? (known?.lastMessage ?? null) : wire.lastMessage,
    unreadCount: wire.unreadCount ?? known?.unreadCount ?? 0,
    online: wire.online ?? known?.online ?? false,
    lastSeenAt: known?.lastSeenAt ?? null,
  };
}

/** Most recently active first; the id decides between equals, so that the order is the same each time. */
export function sortEntries(entries: Iterable<InboxEntry>): InboxEntry[] {
  return [...entries].sort((a, b) => {
    const [x, y] = [activeAt(a), activeAt(b)];
    if (x !== y) return x < y ? 1 : -1;
    return a.id < b.id ? -1 : 1;
  });
}

/** Whether `now` brings a message of the other person that `before` did not have. */
export function arrivedMessage(
  before: InboxEntry | undefined,
  now: InboxEntry,
  viewerId: string,
): Message | undefined {
  const message = now.lastMessage;
  if (before === undefined || message === null || message.senderId === viewerId || message.isRead)
    return undefined;
  return message.seq > (before.lastMessage?.seq ?? 0) ? message : undefined;
}

export function isSameEntry(a: InboxEntry, b: InboxEntry): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function activeAt({ updatedAt, lastMessage }: InboxEntry): string {
  return lastMessage !== null && lastMessage.createdAt > updatedAt ? lastMessage.createdAt : updatedAt;
}

function nameless(id: string): Person {
  return { id, name: '' };
}
