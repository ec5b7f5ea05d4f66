import type { RouteName } from '@jiggy-care/protocol';

/** What the schemas of a route cannot say, in CommonMark (protocol P2 to P4, P7, P11). */
export const ROUTE_NOTES: Readonly<Record<RouteName, string>> = {
  register:
    'A password has 8 characters or more, of any kind, and is not one of the commonest. Where consultants cannot sign up, the role `consultant` needs an `invitation`.',
  login: 'A wrong e-mail and a wrong password are answered alike.',
  refresh:
    'Sockets of this session live on with the new pair. A spent refresh token answers with the same successor for a short while, since several tabs may ask at once; used after that, it ends the whole session.',
  changePassword: 'Needs the current password, even of someone signed in.',
  logout:
    'Its sockets are disconnected, its refresh token is worth nothing any more, and the cookies of a page are taken away.',
  me: 'For a page that was loaded anew: who its cookie belongs to. The name is the present one, not that of the token.',
  forgotPassword:
    'Answered alike whether there is such an account or not; the mail is sent a moment later, to an open account that has a password here. Its link is good for an hour, and once.',
  resetPassword:
    'The `token` is what the link in the mail has behind `#token=`. All sessions of the account end; its owner signs in anew.',
  changeAccount: 'Others see it at their next look. Who signs in elsewhere has the name kept there.',
  getEmail: 'For the settings of an account, and to ask that the address be verified.',
  changeEmail:
    'Needs the current password. A mail goes to the new address; the one before stays until its link is opened, and is told then, with a link that takes the account back.',
  sendVerification: 'A newer mail ends the link of the one before.',
  verifyEmail: 'The `token` is what the link in the mail has behind `#token=`. Nobody has to be signed in.',
  getPreferences: 'The same on all devices of a person.',
  changePreferences:
    'Only what is named changes. The two times of quiet hours are given together, in the time zone of the caller.',
  declineCall:
    'For the button of a notification: `pushToken` is in what was encrypted for this device, and ends with the ring.',
  getPushKey: 'It is the `applicationServerKey` of `pushManager.subscribe`.',
  subscribe:
    'The body is what `subscription.toJSON()` gives. The same endpoint again goes over to the session that asks. A device goes with its session: whoever signs out is reached there no more.',
  listReachableDevices: '`current` marks the device that asks; where none is marked it is not reached.',
  unsubscribe: 'The browser should give up its subscription, too.',
  testPush: 'It answers once the push service of the device has taken it, and says so where it has not.',
  confirmPush:
    'For the page that shows a notification, which may be signed in no more: `token` is its `receipt`. Twice is as good as once.',
  listSessions: 'One for each device that has signed in and not out; `current` marks the one that asks.',
  listRefusedSignIns:
    'Of the last 30 days. The network is part of an address, enough to tell one’s own from others.',
  endSession: 'For a device that was lost. Of somebody else’s session one learns no more than 404.',
  listConsultants:
    'Whose name contains `search`, or all. Where there are more, the header `Link` names the next page.',
  createBooking:
    'A patient names the consultant, a consultant names the patient; the caller is the other one.',
  listBookings:
    'Past and to come by their distance from now. `from` (included) and `to` (not included) narrow them. Where there are more, the header `Link` names the next page.',
  changeBooking:
    'Either party may do it. The conversation of a cancelled booking can be read, but not written to.',
  listBookingChanges:
    '`before` is `null` for its making, which is missing where it was made before steps were kept. Both parties see the same.',
  getBookingCalendar:
    'An iCalendar file (RFC 5545), in the language of the caller. It tells when the appointment is, and nothing of with whom or why. Its `UID` is the id of the booking, and its `SEQUENCE` grows with each change, so that a calendar that has it already keeps one.',
  listBlocks: 'For consultants. Where there are more, the header `Link` names the next page.',
  block:
    'For consultants. It ends a running call of the two. The patient is told no more than `not_available`. Blocking twice is no error.',
  unblock: 'For consultants. Lifting a block that is none is no error.',
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
    'TURN credentials are for those who are in a call, ringing or answered. With `purpose=check` whoever has an open booking gets some for a minute, a few times; others are told `withheld`.',
  listCalls:
    'With `missed=true` only calls that the caller of this route missed. Where there are more, the header `Link` names the next page.',
  markCallsSeen: 'Without a body, or without `conversationId`, of all. The calls stay in the log.',
  keepPerson:
    'The same `externalId` is always the same person, however often and however many at once ask. A person that is made here has no password, and without `email` none of that either. An e-mail that somebody else has is refused: two accounts are never joined by it.',
  listPeople: 'Deleted ones too. Where there are more, the header `Link` names the next page.',
  getPerson: '`email` is `null` where the person has none.',
  deletePerson:
    'Name, e-mail, password, devices and the ids of other apps are erased, sessions and sockets end, and nothing brings them back. What the person wrote and called stays with those who took part, under the name "Deleted account". Deleting twice is no error.',
  disablePerson:
    'Sessions, sockets and calls of the person end, and nobody reaches them any more. Closing twice is no error.',
  enablePerson: 'Opening what is open is no error. What was deleted stays closed.',
  exportPerson:
    'Account, sessions, bookings, and each conversation with what both wrote in it. It is sent while it is read: an answer that breaks off is not whole.',
  mintToken:
    'For `getToken` of the SDK, `Authorization: Bearer` and sockets. Each token has a session that ends with it; ask for the next one when it is about to end.',
  listPersonSessions: 'Those with a token of `POST /admin/people/{personId}/tokens` are of the kind `app`.',
  endPersonSessions: 'Tokens and sockets of these sessions are dead within two seconds.',
  endPersonSession: 'The token and the sockets of the session are dead within two seconds.',
  arrangeBooking:
    'As if the consultant had made it: it may lie in the past, and counts among the bookings of the consultant.',
  rearrangeBooking: 'As if the consultant had done it.',
  health:
    'For those who watch the process: it answers as long as the server runs, whatever the database does.',
  readiness: 'For those who send requests here: 503 while the database or Redis cannot be used.',
};
