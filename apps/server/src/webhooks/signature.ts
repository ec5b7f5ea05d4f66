import { createHmac } from 'node:crypto';

export interface Signed {
  readonly id: string;
  /** Seconds since 1970, of this try: a receiver takes none that is minutes old. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The header by which a receiver knows that it was us: one signature for each key, with a space between.
 *
 * @source protocol P14.4
 * @source https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureOf({ id, timestamp, body }: Signed, keys: readonly Buffer[]): string {
  const signed = `${id}.${timestamp}.${body}`;
  return keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`).join(' ');
}
