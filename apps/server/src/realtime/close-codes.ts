/** The little of a transport of engine.io that is used here; of the polling one it has no socket. */
interface Transport {
  readonly socket?: { prependListener(event: 'close', listener: (this: object, code: number) => void): void };
}

interface Connection {
  readonly transport: Transport;
  on(event: 'upgrade', listener: (transport: Transport) => void): void;
}

const codes = new WeakMap<object, number>();

/** Remembers with which code a websocket is closed, which engine.io keeps to itself. */
export function noteCloseCode(connection: Connection): void {
  listen(connection.transport);
  connection.on('upgrade', listen);
}

/** The code of the websocket's end, 1005 and 1006 where the client sent none; `undefined` over polling. */
export function closeCodeOf(connection: object): number | undefined {
  const { socket } = (connection as Connection).transport;
  return socket === undefined ? undefined : codes.get(socket);
}

function listen({ socket }: Transport): void {
  // Before engine.io's own listener, which ends the connection and with it our socket.
  socket?.prependListener('close', noteCode);
}

// One function for all connections: see outbound-bound.ts.
function noteCode(this: object, code: number): void {
  codes.set(this, code);
}
