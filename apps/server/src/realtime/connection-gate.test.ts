import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { Config } from '../config/config.ts';
import type { RateLimits } from '../edge/rate-limits.ts';
import { type Connection, ConnectionGate } from './connection-gate.ts';
import { FloodGate } from './flood-gate.ts';
import type { Handshake } from './handshake.ts';

// What one connection may do is told in test/sockets/connections.test.ts; here is what takes hundreds of them.

const config = { environment: 'production', rateLimitFactor: 1 } as Config;
const gate = () =>
  new ConnectionGate(
    config,
    new FloodGate(config),
    {} as RateLimits,
    { addressOf: (request: unknown) => request } as unknown as Handshake,
  );

function arrive(house: ConnectionGate, address: string): Connection {
  const connection = Object.assign(new EventEmitter(), { request: address }) as unknown as Connection;
  house.watch(connection);
  return connection;
}

const leave = (connection: Connection) => (connection as unknown as EventEmitter).emit('close');
const request = (address: string) => address as unknown as Connection['request'];

test('an address may have five hundred connections that nobody has let in yet; others are not touched', () => {
  const house = gate();
  const waiting = Array.from({ length: 500 }, () => arrive(house, '192.0.2.1'));
  expect(house.hasRoomFor(request('192.0.2.1'))).toBe(false);
  expect(house.hasRoomFor(request('192.0.2.2'))).toBe(true);
  house.letIn(waiting[0] as Connection);
  expect(house.hasRoomFor(request('192.0.2.1'))).toBe(true);
});

test('who is let in, or goes, is counted out once', () => {
  const house = gate();
  const [first, second] = [arrive(house, 'a'), arrive(house, 'a')];
  for (let index = 0; index < 499; index += 1) arrive(house, 'a');
  house.letIn(first);
  leave(first);
  expect(house.hasRoomFor(request('a'))).toBe(false);
  leave(second);
  leave(second);
  expect(house.hasRoomFor(request('a'))).toBe(true);
  arrive(house, 'a');
  expect(house.hasRoomFor(request('a'))).toBe(false);
});

test('a connection that brings more than can be parsed for one is cut off', () => {
  const house = gate();
  const cut: boolean[] = [];
  const connection = Object.assign(arrive(house, 'a'), { close: () => void cut.push(true) });
  const text = `2/chat,["x","${'x'.repeat(200_000)}"]`;
  for (let index = 0; index < 83; index += 1) {
    (connection as unknown as EventEmitter).emit('packet', { type: 'message', data: text });
  }
  expect(cut).toEqual([]);
  (connection as unknown as EventEmitter).emit('packet', { type: 'message', data: text });
  expect(cut).toEqual([true]);
});
