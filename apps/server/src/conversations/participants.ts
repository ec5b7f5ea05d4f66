import type { Conversation, UserRole } from '@jiggy-care/protocol';
import type { Identity } from '../auth/identity.ts';
import { DomainError } from '../errors/domain-error.ts';

/** The other one of the two people of a conversation. */
export function otherParticipant(conversation: Conversation, userId: string): string {
  return conversation.consultantId === userId ? conversation.patientId : conversation.consultantId;
}

/** Whether someone takes part in the role that they claim. */
export function takesPartAs(conversation: Conversation, userId: string, role: UserRole): boolean {
  return (role === 'consultant' ? conversation.consultantId : conversation.patientId) === userId;
}

/**
 * Callers fill only their own slot of a pair of ids.
 *
 * @throws DomainError `forbidden`
 */
export function requireOwnSlot(identity: Identity, pair: { consultantId: string; patientId: string }): void {
  const own = identity.role === 'consultant' ? pair.consultantId : pair.patientId;
  if (own !== identity.userId) throw DomainError.forbidden(`The ${identity.role}Id is not yours`);
}
