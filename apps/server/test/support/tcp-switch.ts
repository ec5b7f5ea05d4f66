import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be laid anew or blocked, as the address of a cluster of databases is. */
export interface TcpSwitch {
  readonly port: number;
  /** Connections that were accepted so far. */
  readonly accepted: number;
  /** From now on new connections go there; those that exist stay where they are. */
  pointTo(port: number): void;
  /** No byte passes any more, in neither direction, on old and new connections; nothing is closed. */
  freeze(): void;
  thaw(): void;
  close(): void;
}

export async function openTcpSwitch(port: number): Promise<TcpSwitch> {
  let target = port;
  let frozen = false;
  let accepted = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (frozen) socket.pause();
    return socket;
  };
  const server = createServer((near) => {
    accepted += 1;
    const far = keep(connect(target, '127.0.0.1'));
    keep(near);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => to.write(bytes));
      from.once('close', () => to.destroy());
      if (frozen) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    get accepted() {
      return accepted;
    },
    pointTo: (next) => {
      target = next;
    },
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
