import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Cluster } from '../cluster/cluster.ts';
import type { Log } from '../operations/log.ts';
import type { Metrics } from '../operations/metrics.ts';
import type { ChatNamespace } from './chat-socket.ts';
import { OtherNodes } from './other-nodes.ts';

/** A bus that hands on at once what one node says to all the others. */
class Bus {
  readonly nodes: {
    others: OtherNodes;
    namespace: EventEmitter;
    gone: number;
    back: number;
    awayMs: number;
    isReady: boolean;
  }[] = [];

  start() {
    const backs: ((awayMs: number) => void)[] = [];
    const namespace = Object.assign(new EventEmitter(), {
      adapter: { rooms: new Map(), serverCount: async () => this.nodes.length },
      serverSideEmit: (event: string, ...words: unknown[]) => {
        if (!this.nodes.includes(node)) return;
        for (const other of this.nodes) if (other !== node) other.namespace.emit(event, ...words);
      },
    });
    const cluster = {
      pair: {},
      isReady: () => node.isReady,
      onBack: (listener: (awayMs: number) => void) => backs.push(listener),
    };
    const others = new OtherNodes(
      cluster as unknown as Cluster,
      { gauge: () => {} } as unknown as Metrics,
      {} as Log,
    );
    const node = { others, namespace, gone: 0, back: 0, awayMs: 0, isReady: true };
    this.nodes.push(node);
    others.attach(namespace as unknown as ChatNamespace, () => {});
    others.onGone(() => {
      node.gone += 1;
    });
    others.onBack((awayMs) => {
      node.awayMs = awayMs;
      node.back += 1;
    });
    return Object.assign(node, {
      regain: (awayMs = 1_000) => {
        for (const listener of backs) listener(awayMs);
      },
      /** As `kill -9` does it. */
      kill: () => this.nodes.splice(this.nodes.indexOf(node), 1),
    });
  }
}

let bus: Bus;
beforeEach(() => {
  vi.useFakeTimers();
  bus = new Bus();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a node that goes', () => {
  test('says so, and the others know at once', () => {
    const [stays, goes] = [bus.start(), bus.start()];
    goes.others.onModuleDestroy();
    expect(stays.gone).toBe(1);
  });

  test('without a word is missed after some seconds, once', () => {
    const [stays, goes] = [bus.start(), bus.start()];
    vi.advanceTimersByTime(10_000);
    expect(stays.gone).toBe(0);
    goes.kill();
    vi.advanceTimersByTime(60_000);
    expect(stays.gone).toBe(1);
  });

  test('is not taken for gone while one cannot hear', () => {
    const [stays, other] = [bus.start(), bus.start()];
    vi.advanceTimersByTime(2_000);
    stays.isReady = false;
    bus.nodes.splice(1, 1);
    vi.advanceTimersByTime(60_000);
    expect(stays.gone).toBe(0);
    bus.nodes.push(other);
    stays.isReady = true;
    stays.regain();
    vi.advanceTimersByTime(10_000);
    expect(stays.gone).toBe(0);
  });
});

test('one that can be heard again tells the others that they may have missed something, and for how long', () => {
  const [first, second] = [bus.start(), bus.start()];
  first.regain(9_000);
  expect([first.back, second.back]).toEqual([1, 1]);
  expect([first.awayMs, second.awayMs]).toEqual([9_000, 9_000]);
  first.namespace.emit('messages-may-be-missed');
  expect(first.awayMs).toBe(0);
});

test('one that is leaving holds nobody any more', async () => {
  const [first, second] = [bus.start(), bus.start()];
  (second.namespace as unknown as { adapter: { rooms: Map<string, unknown> } }).adapter.rooms.set('r', {});
  expect(await first.others.occupation(['r'])).toEqual({ occupied: new Set(['r']), isComplete: true });
  second.others.onModuleDestroy();
  expect(await first.others.occupation(['r'])).toEqual({ occupied: new Set(), isComplete: true });
});
