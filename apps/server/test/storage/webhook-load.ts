import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { TestClock } from '../../src/auth/testing/auth-ground.ts';
import type { Database } from '../../src/database/database.ts';
import { isSignedWith, type Post, WebhookReceiver } from '../support/webhook-receiver.ts';
import { draftOf, makeConversations } from './stored-conversations.ts';
import { SECRET, webhookNode } from './webhook-node.ts';

/** Of what a receiver does when it is posted to, one in ten is a 500 or a connection that breaks. */
function answerByDice({ id, nth }: Post) {
  const [dice = 0] = createHash('sha256').update(`${id} ${nth}`).digest();
  return dice < 13 ? 500 : dice < 26 ? 'die' : 204;
}

/**
 * Stores messages, lets a node on each database post them to a receiver that fails at random, and states that each was
 * taken, that each was signed, and that within a conversation they were taken in order.
 */
export async function postToRandomFailures(
  databases: readonly [Database, ...Database[]],
  { conversations: count, each }: { conversations: number; each: number },
): Promise<void> {
  const receiver = await WebhookReceiver.open();
  receiver.answer = answerByDice;
  const clock = new TestClock();
  const nodes = databases.map((database) => webhookNode(database, receiver.url, { clock }));
  const [{ store }] = nodes as [(typeof nodes)[0]];
  const { pool } = databases[0];
  try {
    const conversations = await makeConversations(databases[0], count);
    for (let nth = 0; nth < each; nth += 1) {
      const drafts = conversations.map((one) => draftOf(one, nth % 2 === 0 ? 'patient' : 'consultant'));
      await store.store(drafts, false);
    }
    for (const { start } of nodes) start();
    const lookAtRest = async (): Promise<number> => {
      const { rows } = await pool.query<{ posting: number; waiting: number }>(
        `select count(*) filter (where is_being_posted)::int as posting, count(*)::int as waiting
         from webhook_outbox where state = 'waiting'`,
      );
      const { posting = 0, waiting = 0 } = rows[0] ?? {};
      // Time passes only while nothing is under way.
      if (posting === 0) for (const { pass } of nodes) pass(150_000);
      return waiting;
    };
    await expect.poll(lookAtRest, { timeout: 100_000 }).toBe(0);
    expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(count * each);
    expect(receiver.posts.length).toBeGreaterThan(count * each);
    expect(receiver.posts.every((post) => isSignedWith(SECRET, post))).toBe(true);
    const inOrder = Array.from({ length: each }, (_, index) => index + 1);
    expect(seqsByConversation(receiver.taken)).toEqual(
      new Map(conversations.map(({ id }) => [id, inOrder] as const)),
    );
  } finally {
    await Promise.all(nodes.map(({ stop }) => stop()));
    await receiver.close();
  }
}

/** In the order in which each was taken for the first time. */
function seqsByConversation(taken: readonly Post[]): Map<string, number[]> {
  const known = new Set<string>();
  const seqs = new Map<string, number[]>();
  for (const { id, body } of taken) {
    if (known.has(id)) continue;
    known.add(id);
    const { conversationId, seq } = body.data as { conversationId: string; seq: number };
    seqs.set(conversationId, [...(seqs.get(conversationId) ?? []), seq]);
  }
  return seqs;
}
