import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gatherWrites } from './gathered-writes.ts';

/** Does what a connection of engine.io does with packets: keeps them, and hands over what it has when flushed. */
class FakeConnection {
  readonly log: string[] = [];
  private waiting: string[] = [];
  readonly transport: { socket?: { _socket: { cork(): void; uncork(): void } } };

  constructor(isWebSocket: boolean) {
    const wire = { cork: () => void this.log.push('cork'), uncork: () => void this.log.push('uncork') };
    this.transport = isWebSocket ? { socket: { _socket: wire } } : {};
  }

  send(packet: string): void {
    this.waiting.push(packet);
    this.flush();
  }

  flush(): void {
    this.log.push(this.waiting.join('+'));
    this.waiting = [];
  }
}

function gathering(isWebSocket: boolean): FakeConnection {
  const connection = new FakeConnection(isWebSocket);
  gatherWrites(connection);
  return connection;
}

test('what one tick brings is written at once and in order, what the next brings by itself', async () => {
  const connection = gathering(true);
  connection.send('a');
  await Promise.resolve();
  connection.send('b');
  await turn();
  connection.send('c');
  await turn();
  expect(connection.log).toEqual(['cork', 'a+b', 'uncork', 'cork', 'c', 'uncork']);
});

test('a polling connection, which has no wire of its own, is flushed alike', async () => {
  const connection = gathering(false);
  connection.send('a');
  connection.send('b');
  await turn();
  expect(connection.log).toEqual(['a+b']);
});
