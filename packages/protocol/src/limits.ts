/** Numbers that both sides of the wire know. Sizes are in the unit their name says. */
export const LIMITS = {
  /** Code points in one message. */
  contentChars: 10_000,
  /** Code points in a person's name. */
  nameChars: 100,
  emailChars: 254,
  passwordMinChars: 8,
  passwordMaxChars: 256,
  /** Code points in the reason of a booking. */
  bookingReasonChars: 500,
  bookingMinMinutes: 5,
  bookingMaxMinutes: 480,
  bookingDefaultMinutes: 30,
  pageDefault: 50,
  pageMax: 500,
  /** UTF-8 bytes of text in a page of more than `pageDefault` items: there it ends, and says that there is more. */
  pageBytes: 1024 * 1024,
  /** Conversations in the documented list, which has no pages. */
  conversationsMax: 1_000,
  /** The farthest `offset` that is still read as a number. */
  offsetMax: 2_000_000_000,
  /** Message ids in one request to mark as read. */
  readIds: 1_000,
  /** Code points in the reason given with `call:reject`. */
  callReasonChars: 200,
  /** UTF-8 bytes of one session description. */
  sdpBytes: 64 * 1024,
  /** Characters of one ICE candidate line. */
  candidateChars: 2_048,
  /** Candidates of a caller that are kept while it rings. */
  heldCandidates: 64,
  /** Bytes of one Socket.IO frame or one JSON body; a larger one is not read. */
  frameBytes: 256 * 1024,
  /** How deep JSON may be nested, counting the outermost object as 1. */
  jsonDepth: 16,
  /** Values (objects, arrays and scalars) in one payload. */
  jsonNodes: 2_000,
  /** Conversations that one socket may be in at once. */
  joinedConversations: 100,
  /** Characters of `auth.deviceId` and of each half of `auth.client`. */
  deviceIdChars: 64,
} as const;

/** How long things last when nobody configured otherwise, in milliseconds. */
export const TIMES = {
  /** How long a call rings (document, section 5: auto-timeout). */
  ringMs: 45_000,
  /** How long a call waits for a device whose page went away; a lost connection is given longer. */
  pageReloadMs: 8_000,
  /** A typist who says nothing for this long has stopped typing. */
  typingMs: 10_000,
  /** How long events that need a join wait for it on a fresh connection. */
  joinWaitMs: 1_000,
  /** How long before its token ends a socket is told so. */
  tokenNoticeMs: 60_000,
  /** How long a socket outlives its expired token. */
  tokenGraceMs: 30_000,
} as const;
