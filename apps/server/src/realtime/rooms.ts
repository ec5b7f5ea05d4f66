/** Every identified socket of one person, on any device. */
export const personRoom = (userId: string) => `person:${userId}`;
/** Those of them that did not say which client they are, and so know only what the document says. */
export const plainPersonRoom = (userId: string) => `person:${userId}:plain`;
/** Those of them that came with a credential. */
export const inboxRoom = (userId: string) => `person:${userId}:inbox`;
/** The sockets that joined a conversation. */
export const conversationRoom = (conversationId: string) => `conversation:${conversationId}`;
/** The sockets of one session, to end them together. */
export const sessionRoom = (sessionId: string) => `session:${sessionId}`;
