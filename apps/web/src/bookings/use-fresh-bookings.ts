import type { Booking, ChatClient, InboxEntry } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { useEffect } from 'react';
import { readServerClock } from './server-clock.ts';

/** A change of a booking touches its entry in the inbox; several at once are one look. */
const GATHER_MS = 300;
/** Conversations opened for bookings at one look, so that a long list does not become a storm. */
const OPEN_AT_ONCE = 10;

/** Keeps the bookings as fresh as the inbox, for as long as it is mounted. */
export function useFreshBookings(): void {
  const client = useChatClient();
  useEffect(() => keepFresh(client), [client]);
}

function keepFresh({ bookings, connection, inbox }: ChatClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let entries = inbox.state.get().entries;
  let wasConnected = connection.get().status === 'connected';
  const tried = new Set<string>();

  const refresh = async () => {
    timer = undefined;
    // What cannot be loaded now is asked for again with the next connection; the state tells that it failed.
    await Promise.all([bookings.refresh().catch(() => {}), readServerClock().catch(() => {})]);
    await openMissing();
  };
  const soon = () => {
    timer ??= setTimeout(refresh, GATHER_MS);
  };

  /** A booking made elsewhere has no conversation yet, and only a conversation knows the other's name. */
  const openMissing = async () => {
    const { entries: known, status, hasMore } = inbox.state.get();
    if (status !== 'ready' || hasMore) return;
    const missing = bookings.state
      .get()
      .items.filter((booking) => isOpen(booking) && !tried.has(booking.id))
      .filter((booking) => !known.some(({ bookingId }) => bookingId === booking.id))
      .slice(0, OPEN_AT_ONCE);
    for (const { id } of missing) {
      tried.add(id);
      await inbox.open(id).catch(() => {});
    }
  };

  const stopInbox = inbox.state.subscribe(() => {
    const { entries: next } = inbox.state.get();
    if (tellsOfBooking(entries, next)) soon();
    entries = next;
  });
  const stopConnection = connection.subscribe(() => {
    const isConnected = connection.get().status === 'connected';
    if (isConnected && !wasConnected) soon();
    wasConnected = isConnected;
  });
  const onVisible = () => {
    if (document.visibilityState === 'visible') soon();
  };
  document.addEventListener('visibilitychange', onVisible);
  refresh();

  return () => {
    clearTimeout(timer);
    stopInbox();
    stopConnection();
    document.removeEventListener('visibilitychange', onVisible);
  };
}

const isOpen = ({ status }: Booking) => status === 'scheduled';

/** Whether an entry is new, or was touched though nothing was written, read, or said about presence. */
function tellsOfBooking(before: readonly InboxEntry[], after: readonly InboxEntry[]): boolean {
  if (before === after) return false;
  const known = new Map(before.map((entry) => [entry.id, entry]));
  return after.some((entry) => {
    const old = known.get(entry.id);
    if (old === undefined) return true;
    return (
      old !== entry &&
      old.lastMessage?.id === entry.lastMessage?.id &&
      old.lastMessage?.isRead === entry.lastMessage?.isRead &&
      old.unreadCount === entry.unreadCount &&
      old.online === entry.online &&
      old.lastSeenAt === entry.lastSeenAt
    );
  });
}
