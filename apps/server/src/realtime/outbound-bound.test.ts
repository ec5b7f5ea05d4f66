import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { boundOutbound } from './outbound-bound.ts';

/** Does what a connection of engine.io does with packets, with a reader that reads when told to. */
class FakeConnection extends EventEmitter {
  writeBuffer: { data?: string }[] = [];
  readonly closings: boolean[] = [];

  send(data?: string): void {
    if (this.closings.length > 0) return;
    const packet = data === undefined ? {} : { data };
    this.emit('packetCreate', packet);
    this.writeBuffer.push(packet);
  }

  read(): void {
    this.writeBuffer = [];
    this.emit('flush');
  }

  close(discard: boolean): void {
    this.closings.push(discard);
  }
}

function bounded(): FakeConnection {
  const connection = new FakeConnection();
  boundOutbound(connection);
  return connection;
}

const TEN_KB = 'x'.repeat(10_240);

test('a reader that reads may be sent any amount', () => {
  const connection = bounded();
  for (let sent = 0; sent < 1_000; sent += 1) {
    connection.send(TEN_KB);
    connection.read();
  }
  expect(connection.closings).toEqual([]);
});

test('a burst of some megabytes is no fault of a reader that takes it in a moment', () => {
  const connection = bounded();
  for (let sent = 0; sent < 800; sent += 1) connection.send(TEN_KB);
  expect(connection.closings).toEqual([]);
  connection.read();
  for (let sent = 0; sent < 800; sent += 1) connection.send(TEN_KB);
  expect(connection.closings).toEqual([]);
});

test('a reader that has stopped is cut when a megabyte has waited for two seconds, and what waits is thrown away', () => {
  vi.useFakeTimers();
  const connection = bounded();
  for (let sent = 0; sent < 103; sent += 1) connection.send(TEN_KB);
  vi.advanceTimersByTime(2_000);
  connection.send(TEN_KB);
  expect(connection.closings).toEqual([]);
  vi.advanceTimersByTime(1);
  connection.send(TEN_KB);
  expect(connection.closings).toEqual([true]);
  vi.useRealTimers();
});

test('eight megabytes are too much for a moment, too', () => {
  const connection = bounded();
  for (let sent = 0; sent < 820; sent += 1) connection.send(TEN_KB);
  expect(connection.closings).toEqual([true]);
});

test('many small packets count too, empty ones as well', () => {
  const connection = bounded();
  for (let sent = 0; sent <= 16_384; sent += 1) connection.send();
  expect(connection.closings).toEqual([]);
  connection.send();
  expect(connection.closings).toEqual([true]);
});
