import { callServer, type ServerAddress, type ServerCall } from './call-server.ts';
import { ChatError } from './errors.ts';
import type { HttpReply } from './platform/platform.ts';

/**
 * Makes one request that is answered with bytes; in a file of its own, so that whoever reads none does not carry it.
 *
 * @param maxBytes of which no more are read
 * @throws ChatError as `callServer` does; `payload_too_large` where there are more, `unsupported` where an `Http` of one's
 *   own knows nothing of bytes
 */
export async function callForBytes(
  server: ServerAddress,
  call: ServerCall,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let canRead = true;
  const bytes = await callServer<Uint8Array<ArrayBuffer> | undefined>(server, call, async (reply) => {
    if (reply.status !== 200 || isPage(reply)) return reply.text();
    canRead = (reply.body ?? reply.arrayBuffer) !== undefined;
    return readBytes(reply, maxBytes);
  });
  if (bytes !== undefined) return bytes;
  throw new ChatError(canRead ? 'payload_too_large' : 'unsupported', 'The answer cannot be read here');
}

/** Such as a hotel's, which answers 200 to everything. None of our bytes are one (protocol P1.13). */
function isPage({ headers }: HttpReply): boolean {
  return /^text\/html/i.test(headers.get('content-type') ?? '');
}

/** @returns undefined where there are more, or none can be read */
async function readBytes(reply: HttpReply, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = reply.body?.getReader();
  if (reader === undefined) {
    const whole = await reply.arrayBuffer?.();
    return whole === undefined || whole.byteLength > maxBytes ? undefined : new Uint8Array(whole);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let { value } = await reader.read(); value !== undefined; { value } = await reader.read()) {
    size += value.length;
    if (size > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    parts.push(value);
  }
  return joined(parts, size);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
