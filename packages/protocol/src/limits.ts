/*
 * Numbers that both sides of the wire know. Sizes are in the unit their name says. Each is an export of its own, so that a
 * bundle carries only those that it reads, as `LIMITS.pageMax`; who takes `LIMITS` apart or hands it on carries them all.
 */

/** Code points in one message. */
export const contentChars = 10_000;
/** Code points in a person's name. */
export const nameChars = 100;
/** Of the name of a time zone. */
export const timeZoneChars = 64;
/** Of the address at which a push service takes what is for a device. */
export const pushEndpointChars = 1_024;
/** Devices of a person that are reached while the app is closed; one more takes the place of the oldest. */
export const pushDevices = 20;
/** Of a token that a notification brings along. */
export const pushTokenChars = 1_024;
export const emailChars = 254;
/** What is secret in the link of a mail. */
export const mailTokenChars = 200;
/** Code points in the id by which another app knows a person. */
export const externalIdChars = 255;
export const passwordMinChars = 8;
export const passwordMaxChars = 256;
/** Code points in the reason of a booking. */
export const bookingReasonChars = 500;
export const bookingMinMinutes = 5;
export const bookingMaxMinutes = 480;
export const bookingDefaultMinutes = 30;
export const pageDefault = 50;
export const pageMax = 500;
/** UTF-8 bytes of text in a page of more than `pageDefault` items: there it ends, and says that there is more. */
export const pageBytes = 1024 * 1024;
/** Conversations in the documented list, which has no pages. */
export const conversationsMax = 1_000;
/** The farthest `offset` that is still read as a number. */
export const offsetMax = 2_000_000_000;
/** The largest `seq` that a conversation can hold. */
export const seqMax = 2_147_483_647;
/** Message ids in one request to mark as read. */
export const readIds = 1_000;
/** Code points in the reason given with `call:reject`. */
export const callReasonChars = 200;
/** UTF-8 bytes of one session description. */
export const sdpBytes = 64 * 1024;
/** Characters of one ICE candidate line. */
export const candidateChars = 2_048;
/** Candidates of a caller that are kept while it rings. */
export const heldCandidates = 64;
/** Bytes of one Socket.IO frame or one JSON body; a larger one is not read. */
export const frameBytes = 256 * 1024;
/** How deep JSON may be nested, counting the outermost object as 1. */
export const jsonDepth = 16;
/** Values (objects, arrays and scalars) in one payload. */
export const jsonNodes = 2_000;
/** Conversations that one socket may be in at once. */
export const joinedConversations = 100;
/** Characters of `auth.deviceId` and of each half of `auth.client`. */
export const deviceIdChars = 64;
