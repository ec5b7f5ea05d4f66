/**
 * What may wait for one reader, besides what its connection has taken already: a burst that a reader takes in a
 * moment may be large, what stays for longer may not.
 */
const MOMENT_MS = 2_000;
const MAX_STAYING_BYTES = 1_048_576;
const MAX_BURST_BYTES = 8 * MAX_STAYING_BYTES;
const MAX_WAITING_PACKETS = 16_384;

interface Packet {
  readonly data?: string | Buffer;
}

/** The little of a connection of engine.io that is used here. */
interface Connection {
  readonly writeBuffer: readonly Packet[];
  waitingBytes?: number;
  /** When the oldest of what waits began to, ms. */
  waitingSince?: number | undefined;
  on(event: 'packetCreate', listener: (packet: Packet) => void): void;
  on(event: 'flush', listener: () => void): void;
  close(discard: boolean): void;
}

/** Ends the connection of a reader that has stopped reading, before what waits for it fills the memory. */
export function boundOutbound(connection: Connection): void {
  connection.on('packetCreate', onPacket);
  connection.on('flush', onFlush);
}

// One function for all connections, with the connection as `this`: a closure per connection would be kept for
// as long as it idles.
function onPacket(this: Connection, packet: Packet): void {
  const now = performance.now();
  this.waitingSince ??= now;
  this.waitingBytes = (this.waitingBytes ?? 0) + (packet.data?.length ?? 0);
  const hasStayed = now - this.waitingSince > MOMENT_MS;
  const maxBytes = hasStayed ? MAX_STAYING_BYTES : MAX_BURST_BYTES;
  if (this.waitingBytes > maxBytes || this.writeBuffer.length > MAX_WAITING_PACKETS) this.close(true);
}

function onFlush(this: Connection): void {
  this.waitingBytes = 0;
  this.waitingSince = undefined;
}
