import { createHash } from 'node:crypto';

/** A topic has at most 32 characters of base64url (RFC 8030, 5.4). */
const MAX_CHARS = 32;

/** Of what a device is told, named so that a push service cannot see that two devices are told of the same. */
export function topicOf(deviceId: string, about: string): string {
  return createHash('sha256').update(`${deviceId} ${about}`).digest('base64url').slice(0, MAX_CHARS);
}
