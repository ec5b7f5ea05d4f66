interface Gathering {
  willFlush?: boolean;
  flush: () => void;
  /** Of the polling transport it has none. */
  readonly transport: { readonly socket?: { readonly _socket?: { cork(): void; uncork(): void } } };
}

/**
 * Hands over to the network at once what one tick brings for one connection: the answer to a sender and its copy
 * for the room, several messages of one batch. Each write costs more than all of our own work for a message.
 * engine.io would write the first packet by itself and keep the rest until that is through.
 *
 * @param connection of engine.io
 */
export function gatherWrites(connection: object): void {
  (connection as Gathering).flush = flushSoon;
}

// One function for all connections, with the connection as `this`: see outbound-bound.ts.
function flushSoon(this: Gathering): void {
  if (this.willFlush) return;
  this.willFlush = true;
  process.nextTick(flushNow, this);
}

function flushNow(connection: Gathering): void {
  connection.willFlush = false;
  const wire = connection.transport.socket?._socket;
  wire?.cork();
  Object.getPrototypeOf(connection).flush.call(connection);
  wire?.uncork();
}
