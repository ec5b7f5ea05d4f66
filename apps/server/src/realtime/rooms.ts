const CONVERSATION = 'conversation:';
const PERSON = 'person:';

/** Every identified socket of one person, on any device. */
export const personRoom = (userId: string) => `${PERSON}${userId}`;
/** The person whose room it is, if it is one's. */
export const personOfRoom = (room: string) =>
  room.startsWith(PERSON) ? room.slice(PERSON.length) : undefined;
/** Those of them that did not say which client they are, and so know only what the document says. */
export const plainPersonRoom = (userId: string) => `person:${userId}:plain`;
/** Those of them that came with a credential. */
export const inboxRoom = (userId: string) => `person:${userId}:inbox`;
/** The person whose inbox hears in the room, if it is such a room. */
export const personOfInboxRoom = (room: string) => /^person:(.+):inbox$/.exec(room)?.[1];
/** The sockets that joined a conversation. */
export const conversationRoom = (conversationId: string) => `${CONVERSATION}${conversationId}`;
/** The conversation whose room it is, if it is one's. */
export const conversationOfRoom = (room: string) =>
  room.startsWith(CONVERSATION) ? room.slice(CONVERSATION.length) : undefined;
/** The sockets of one session, to end them together. */
export const sessionRoom = (sessionId: string) => `session:${sessionId}`;
