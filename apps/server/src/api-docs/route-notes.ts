import type { RouteName } from '@jiggy-care/protocol';

/** What the schemas of a route cannot say, in CommonMark (contract, sections 2, 3 and 5). */
export const ROUTE_NOTES: Partial<Record<RouteName, string>> = {
  register:
    'A password has 8 characters or more, of any kind, and is not one of the commonest. Where consultants cannot sign up, the role `consultant` needs an `invitation`.',
  login: 'A wrong e-mail and a wrong password are answered alike.',
  refresh:
    'Sockets of this session live on with the new pair. A spent refresh token answers with the same successor for a short while, since several tabs may ask at once; used after that, it ends the whole session.',
  changePassword: 'Needs the current password, even of someone signed in.',
  createBooking:
    'A patient names the consultant, a consultant names the patient; the caller is the other one.',
  changeBooking:
    'Either party may do it. The conversation of a cancelled booking can be read, but not written to.',
  listConversations:
    'Give exactly one of `consultantId` and `patientId`, and let it be your own. With `expand` each conversation also carries the parts that it names: `people`, `lastMessage`, `unread`, `presence`.',
  createConversation:
    'There is one conversation per booking: asking again, or both asking at once, gives the same one.',
  listMessages:
    'By `offset`, or by cursor: `before` a message newest first, `after` it oldest first. `offset`, `before` and `after` exclude each other; any depth costs the same.',
  listChanges:
    'For coming back after an absence. Without `since` only the present cursor is answered; keep it and give it back next time. While `hasMore` is true, ask again with the new cursor.',
  sendMessage:
    'It is durably stored when this is answered. A retry with the same `clientMessageId` answers with the first message and stores nothing. Everyone in the room hears `new_message`.',
  countUnread: 'The `userId` is the caller’s own.',
  markRead:
    'Counts messages of this conversation, from the other person, that were unread. Other ids change nothing. The other person hears `messages_read`.',
  listIceServers:
    'TURN credentials are for those who are in a call, ringing or answered. With `purpose=check` anyone signed in gets some for a minute, a few times.',
  listCalls: 'With `missed=true` only calls that the caller of this route missed.',
};
