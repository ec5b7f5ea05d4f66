/** What may wait for one reader who does not read, besides what its connection has taken already. */
const MAX_WAITING_BYTES = 1_048_576;
const MAX_WAITING_PACKETS = 4_096;

interface Packet {
  readonly data?: string | Buffer;
}

/** The little of a connection of engine.io that is used here. */
interface Connection {
  readonly writeBuffer: readonly Packet[];
  waitingBytes?: number;
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
  this.waitingBytes = (this.waitingBytes ?? 0) + (packet.data?.length ?? 0);
  if (this.waitingBytes > MAX_WAITING_BYTES || this.writeBuffer.length > MAX_WAITING_PACKETS) {
    this.close(true);
  }
}

function onFlush(this: Connection): void {
  this.waitingBytes = 0;
}
