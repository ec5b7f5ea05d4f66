const SOMEONE = '3f2c8f0e-6d3b-4f0a-9a59-0b6f8a4f7c11';

/** A message as the document has it, so that all servers of a comparison send the same number of bytes. */
export function messageOf(
  id: string,
  conversationId: string,
  senderId: string,
  senderType: string,
  content: string,
  now: string,
): object {
  return { id, conversationId, senderId, senderType, content, isRead: false, createdAt: now, updatedAt: now };
}

export function conversationOf(id: string, now: string): object {
  return {
    id,
    consultantId: SOMEONE,
    patientId: SOMEONE,
    bookingId: SOMEONE,
    createdAt: now,
    updatedAt: now,
  };
}
