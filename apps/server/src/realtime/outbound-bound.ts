import type { Socket as EngineSocket } from 'engine.io';

/** What may wait for one reader who does not read, besides what its connection has taken already. */
const MAX_WAITING_BYTES = 1_048_576;
const MAX_WAITING_PACKETS = 4_096;

type Packet = { data?: string | Buffer };
interface Outbound {
  writeBuffer: Packet[];
  waitingBytes?: number;
}

/** Ends the connection of a reader that has stopped reading, before what waits for it fills the memory. */
export function boundOutbound(connection: EngineSocket): void {
  connection.on('packetCreate', onPacket);
  connection.on('flush', onFlush);
}

// One function for all connections, with the connection as `this`: a closure per connection would be kept for
// as long as it idles.
function onPacket(this: EngineSocket, packet: Packet): void {
  const outbound = this as unknown as Outbound;
  outbound.waitingBytes = (outbound.waitingBytes ?? 0) + (packet.data?.length ?? 0);
  if (outbound.waitingBytes > MAX_WAITING_BYTES || outbound.writeBuffer.length > MAX_WAITING_PACKETS) {
    this.close(true);
  }
}

function onFlush(this: EngineSocket): void {
  (this as unknown as Outbound).waitingBytes = 0;
}
