import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countStatements } from '../../test/support/statements.ts';
import { messages } from '../database/schema.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { Device } from './rules/call-record.ts';
import { type BenchPair, CallBench } from './testing/call-bench.ts';
import { type CallNode } from './testing/call-node.ts';
import { World } from './testing/world.ts';

let bench: CallBench;
let world: World;
let pair: BenchPair;
let ada: Device;
let ben: Device;

beforeAll(async () => {
  bench = await CallBench.open();
}, 60_000);
afterAll(() => bench.close());
beforeEach(async () => {
  pair = await bench.pair();
  world = new World();
  ada = world.connect(pair.patient.id);
  ben = world.connect(pair.consultant.id);
});
afterEach(() => {
  for (const node of nodes.splice(0)) node.kill();
});

const nodes: CallNode[] = [];
/** One that holds to what its users may do. */
const limited = () => {
  const node = bench.node(world, { rateLimitFactor: 1 });
  nodes.push(node);
  return node;
};
const toBen = () => ({ toUserId: pair.consultant.id });
const toAda = () => ({ toUserId: pair.patient.id });
const codeOf = async (work: Promise<unknown>) => {
  const outcome = await work.catch((thrown: unknown) => thrown);
  return outcome instanceof DomainError ? outcome.code : outcome;
};

test('a ring asks the database five times, begin and commit included', async () => {
  const asked = countStatements(bench.database.pool);
  expect(await limited().initiate(ada, pair.conversation)).toMatchObject({ status: 'ringing' });
  // How things stand; then, in one transaction, the lock of the booking and the call itself.
  expect(asked()).toBe(5);
});

describe('ringing again', () => {
  const tryCall = (who: CallNode, by = ada) => codeOf(who.initiate(by, pair.conversation));
  const declined = async (who: CallNode) => {
    await who.initiate(ada, pair.conversation);
    await who.calls.reject(ben, { ...toAda(), reason: null });
  };
  /** As many as were declined in a row just now. */
  const declineTwice = async (who: CallNode) => {
    await declined(who);
    await declined(who);
  };
  const say = (by: Device, seq: number, inMs = 0) =>
    bench.database.db.insert(messages).values({
      id: randomUUID(),
      conversationId: pair.conversation.id,
      seq,
      change: seq,
      senderId: by.userId,
      senderType: by === ada ? 'patient' : 'consultant',
      content: 'hello',
      createdAt: new Date(Date.now() + inMs).toISOString(),
    });

  test('waits after the second decline in a row, on every node, and the caller is told how long', async () => {
    const [here, there] = [limited(), limited()];
    await declineTwice(here);
    for (const who of [here, there]) {
      const refusal = await who.initiate(ada, pair.conversation).catch((thrown: unknown) => thrown);
      expect(refusal).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
      expect((refusal as DomainError).retryAfterMs).toBeGreaterThan(5_000);
    }
    expect(await tryCall(bench.node(world))).toMatchObject({ status: 'ringing' });
  });

  test('does not wait for whoever declined, and a call of theirs opens the way back', async () => {
    const here = limited();
    await declineTwice(here);
    expect(await tryCall(here, ben)).toMatchObject({ status: 'ringing' });
    await here.calls.end(ben, toAda());
    expect(await tryCall(here)).toMatchObject({ status: 'ringing' });
  });

  test('does not wait once the two have talked', async () => {
    const here = limited();
    await declined(here);
    await here.initiate(ada, pair.conversation);
    await here.calls.accept(ben, toAda());
    await here.calls.end(ada, {});
    await declined(here);
    expect(await tryCall(here)).toMatchObject({ status: 'ringing' });
  });

  test('does not wait once the other has written, and a word of the caller changes nothing', async () => {
    const here = limited();
    await declineTwice(here);
    await say(ada, 1);
    expect(await tryCall(here)).toBe('rate_limited');
    await say(ben, 2, 20_000);
    expect(await tryCall(here)).toMatchObject({ status: 'ringing' });
  });

  test('waits also where the other has written why they decline', async () => {
    const here = limited();
    for (const seq of [1, 2]) {
      await declined(here);
      await say(ben, seq);
    }
    expect(await tryCall(here)).toBe('rate_limited');
  });

  test('waits where the line rang in vain for minutes', async () => {
    const here = limited();
    for (const _ of [1, 2, 3, 4]) {
      const { id } = await here.initiate(ada, pair.conversation);
      await here.calls.end(ada, toBen());
      await bench.database.pool.query(
        "update calls set started_at = ended_at - interval '45 seconds' where id = $1",
        [id],
      );
    }
    expect(await tryCall(here)).toBe('rate_limited');
    expect(await tryCall(here, ben)).toMatchObject({ status: 'ringing' });
  });
});
