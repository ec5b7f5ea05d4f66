// The few messages of the PostgreSQL protocol that the embedded server looks at or sends itself.
// Each is a type byte, its length as four bytes (which count themselves), and the rest.

const READY_FOR_QUERY = [0x5a, 0, 0, 0, 5];
const QUERY = 0x51;

/** Ends a batch of the extended protocol, and with it the silence after an error. */
export const SYNC = Uint8Array.of(0x53, 0, 0, 0, 4);

/** The first message of a session: protocol 3.0, the only user and the only database that PGlite has. */
export const STARTUP = startup('user\0postgres\0database\0postgres\0\0');

/** The startup message is the only one without a type byte, so it begins with the zero of its length. */
export function isStartup(bytes: Uint8Array): boolean {
  return bytes[0] === 0;
}

export function simpleQuery(statement: string): Uint8Array {
  const text = new TextEncoder().encode(`${statement}\0`);
  const message = new Uint8Array(5 + text.length);
  message[0] = QUERY;
  new DataView(message.buffer).setUint32(1, 4 + text.length);
  message.set(text, 5);
  return message;
}

/** Whether the answer to these messages has to end with "ready for query". */
export function asksForReadiness(request: Uint8Array): boolean {
  return request[0] === QUERY || SYNC.every((byte, index) => request.at(index - SYNC.length) === byte);
}

/** @param ending the last six bytes of an answer, or more */
export function isReady(ending: Uint8Array): boolean {
  return READY_FOR_QUERY.every((byte, index) => ending.at(index - 6) === byte);
}

function startup(parameters: string): Uint8Array {
  const text = new TextEncoder().encode(parameters);
  const message = new Uint8Array(8 + text.length);
  const view = new DataView(message.buffer);
  view.setUint32(0, message.length);
  view.setUint32(4, 3 << 16);
  message.set(text, 8);
  return message;
}
