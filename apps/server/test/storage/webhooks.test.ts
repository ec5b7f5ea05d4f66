import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimedEvent } from '../../src/webhooks/outbox.repository.ts';
import { type Answer, isSignedWith, type Post, WebhookReceiver } from '../support/webhook-receiver.ts';
import {
  draftOf,
  makeConversations,
  openStore,
  type Store,
  type StoredConversation,
} from './stored-conversations.ts';
import { postToRandomFailures } from './webhook-load.ts';
import { SECRET, type WebhookNode, webhookNode } from './webhook-node.ts';

const CANARY = 'CANARY7f3a my knee hurts';
const HOUR_MS = 3_600_000;

let store: Store;
let receiver: WebhookReceiver;
let nodes: WebhookNode[];

beforeAll(async () => {
  store = await openStore();
});
beforeEach(async () => {
  receiver = await WebhookReceiver.open();
  nodes = [];
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await receiver.close();
  await store.database.pool.query('truncate webhook_outbox');
});
afterAll(() => store.close());

function node(options: Parameters<typeof webhookNode>[2] = {}, database = store.database): WebhookNode {
  const made = webhookNode(database, receiver.url, options);
  nodes.push(made);
  return made;
}

async function say({ store: writer }: WebhookNode, conversation: StoredConversation, ...texts: string[]) {
  const drafts = texts.map((text) => draftOf(conversation, 'patient', text));
  await writer.store(drafts, false);
  return drafts.map(({ id }) => id);
}

async function rows(): Promise<Record<string, unknown>[]> {
  return (await store.database.pool.query('select * from webhook_outbox order by id')).rows;
}

async function states(): Promise<unknown[]> {
  return (await rows()).map(({ state }) => state);
}

const messageIds = (posts: readonly Post[]) =>
  posts.map(({ body }) => (body.data as { messageId?: string }).messageId);

describe('a message', () => {
  it('is posted once, signed, by its ids, and what it says is nowhere', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    here.start();
    const [id] = await say(here, conversation, CANARY);
    here.webhooks.wake();
    await expect.poll(states).toEqual(['taken']);
    const [post] = receiver.posts as [Post];
    expect(post.body).toEqual({
      type: 'message.created',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        messageId: id,
        conversationId: conversation.id,
        consultantId: conversation.consultantId,
        patientId: conversation.patientId,
        senderId: conversation.patientId,
        senderType: 'patient',
        seq: 1,
      },
    });
    expect([receiver.posts.length, isSignedWith(SECRET, post)]).toEqual([1, true]);
    const everything = JSON.stringify([await rows(), receiver.posts, here.log.lines]);
    expect(everything).not.toContain('CANARY7f3a');
  });

  it('is posted with its text where the operator wants that, and is in no log all the same', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node({ env: { WEBHOOK_CONTENT: 'content' } });
    receiver.answer = ({ nth }) => (nth === 1 ? 500 : 204);
    here.start();
    await say(here, conversation, CANARY);
    here.webhooks.wake();
    await expect.poll(() => receiver.posts.length).toBe(1);
    await expect.poll(async () => (await rows())[0]?.failures).toBe(1);
    here.pass(5_000);
    await expect.poll(states).toEqual(['taken']);
    expect(receiver.posts.map(({ body }) => body.data)).toEqual([
      expect.objectContaining({ content: CANARY }),
      expect.objectContaining({ content: CANARY }),
    ]);
    expect(here.log.lines.join()).not.toContain('CANARY7f3a');
  });

  it('is not stored where what is to be told of it cannot be, and not told where it is not stored', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    const leave = here.facts.recordWith('message.kept', async () => {
      throw new Error('no');
    });
    await expect(say(here, conversation, 'undone')).rejects.toThrow('no');
    leave();
    const { rows: kept } = await store.database.pool.query(
      'select from messages where conversation_id = $1',
      [conversation.id],
    );
    expect([kept.length, await rows()]).toEqual([0, []]);
  });

  it('makes no row where only other events are wanted, and needs no transaction then', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node({ env: { WEBHOOK_EVENTS: 'call.ended, booking.created' } });
    await say(here, conversation, 'hello');
    expect(await rows()).toEqual([]);
  });

  it('is signed with both secrets while one is being replaced', async () => {
    const old = `whsec_${Buffer.from('the one before, of which 32 too.').toString('base64')}`;
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node({ env: { WEBHOOK_SECRET: `${SECRET},${old}` } });
    here.start();
    await say(here, conversation, 'hello');
    here.webhooks.wake();
    await expect.poll(() => receiver.taken.length).toBe(1);
    const [post] = receiver.posts as [Post];
    expect([SECRET, old, `whsec_${'A'.repeat(32)}`].map((secret) => isSignedWith(secret, post))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('goes to every address, each in its own time', async () => {
    const other = await WebhookReceiver.open();
    receiver.answer = () => 503;
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node({ env: { WEBHOOK_URL: `${receiver.url},${other.url}` } });
    here.start();
    await say(here, conversation, 'one', 'two');
    here.webhooks.wake();
    await expect.poll(() => other.taken.length).toBe(2);
    await expect.poll(() => receiver.posts.length).toBe(1);
    expect(receiver.posts[0]?.id).toBe(other.posts[0]?.id);
    await other.close();
  });
});

describe('a receiver that does not take it', () => {
  it('is tried again after 5 s, 30 s, 5 min, 30 min, 2 h, 8 h and 24 h, with the same id, and then no more', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    receiver.answer = () => 500;
    here.start();
    await say(here, conversation, 'hello');
    here.webhooks.wake();
    const pauses = [5, 30, 300, 1_800, 7_200, 28_800, 86_400].map((seconds) => seconds * 1_000);
    for (const [index, pauseMs] of pauses.entries()) {
      await expect.poll(async () => (await rows())[0]?.failures).toBe(index + 1);
      const [row] = await rows();
      expect(Date.parse(String(row?.due_at)) - here.clock.now()).toBe(pauseMs);
      here.pass(pauseMs);
    }
    await expect.poll(states).toEqual(['failed']);
    expect([receiver.posts.length, new Set(receiver.posts.map(({ id }) => id)).size]).toEqual([8, 1]);
    expect(new Set(receiver.posts.map(({ text }) => text)).size).toBe(1);
    expect(receiver.posts.every((post) => isSignedWith(SECRET, post))).toBe(true);
    expect(Number(receiver.posts[7]?.timestamp) - Number(receiver.posts[0]?.timestamp)).toBe(124_535);
    expect(await here.outbox.listFailed(10)).toEqual([
      expect.objectContaining({ eventId: receiver.posts[0]?.id, failures: 8, lastFault: 'status 500' }),
    ]);
    expect(here.log.lines.filter((line) => line.startsWith('a webhook was given up'))).toHaveLength(1);

    receiver.answer = () => 200;
    expect(await here.outbox.queueAgain({ now: here.clock.now() })).toBe(1);
    here.webhooks.wake();
    await expect.poll(states).toEqual(['taken']);
    expect(receiver.taken[0]?.id).toBe(receiver.posts[0]?.id);
  });

  it.each<[string, () => Answer, string]>([
    ['dies in the middle', () => 'die', 'ECONNRESET'],
    ['leads elsewhere', () => ({ redirect: `${receiver.url}/elsewhere` }), 'status 307'],
    ['says 404', () => 404, 'status 404'],
  ])('that %s is tried again, and nowhere else', async (_, answer, fault) => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    receiver.answer = (post) => (post.nth === 1 ? answer() : 204);
    here.start();
    await say(here, conversation, 'hello');
    here.webhooks.wake();
    await expect.poll(async () => (await rows())[0]?.last_fault).toBe(fault);
    expect(receiver.posts).toHaveLength(1);
    here.pass(5_000);
    await expect.poll(states).toEqual(['taken']);
  });

  it('that asks to be left alone for a while is, and what is behind that event waits with it', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    receiver.answer = ({ nth, body }) =>
      nth === 1 && (body.data as { seq: number }).seq === 1 ? { status: 503, retryAfter: '120' } : 204;
    here.start();
    const refusedAt = here.clock.now();
    const ids = await say(here, conversation, 'one', 'two');
    here.webhooks.wake();
    await expect.poll(async () => (await rows())[0]?.failures).toBe(1);
    expect((await rows())[0]?.due_at).toBe(new Date(refusedAt + 120_000).toISOString());
    here.pass(119_999);
    await expect
      .poll(async () => (await rows())[1]?.due_at)
      .toBe(new Date(refusedAt + 120_999).toISOString());
    expect(messageIds(receiver.posts)).toEqual([ids[0]]);
    here.pass(1_000);
    await expect.poll(() => messageIds(receiver.taken)).toEqual(ids);
  });

  it('is told no more of an event that it calls gone', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    receiver.answer = ({ body }) => ((body.data as { seq: number }).seq === 1 ? 410 : 204);
    here.start();
    await say(here, conversation, 'one', 'two');
    here.webhooks.wake();
    await expect.poll(states).toEqual(['failed', 'taken']);
  });

  it('is not there: what was refused while nobody listened comes when somebody does', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const gone = await WebhookReceiver.open();
    const { url } = gone;
    await gone.close();
    const here = node({ env: { WEBHOOK_URL: url } });
    here.start();
    await say(here, conversation, 'hello');
    here.webhooks.wake();
    await expect.poll(async () => (await rows())[0]?.last_fault).toBe('ECONNREFUSED');
    const other = node({ clock: here.clock });
    other.start();
    here.clock.pass(5_000);
    await here.stop();
    other.webhooks.wake();
    await expect.poll(() => receiver.taken.length).toBe(1);
  });
});

describe('the order', () => {
  it('of a conversation holds when one fails, and other conversations do not wait for it', async () => {
    const [broken, whole] = (await makeConversations(store.database, 2)) as [
      StoredConversation,
      StoredConversation,
    ];
    const here = node();
    const isBroken = ({ body }: Post) =>
      (body.data as { conversationId: string }).conversationId === broken.id;
    let isMended = false;
    receiver.answer = (post) => (isBroken(post) && !isMended ? 500 : 204);
    here.start();
    const stuck = await say(here, broken, 'one', 'two', 'three');
    const free = await say(here, whole, 'one', 'two', 'three');
    here.webhooks.wake();
    await expect.poll(() => messageIds(receiver.taken)).toEqual(free);
    await expect.poll(async () => (await rows())[0]?.failures).toBe(1);
    expect(messageIds(receiver.posts.filter(isBroken))).toEqual([stuck[0]]);
    isMended = true;
    here.pass(5_000);
    await expect.poll(() => messageIds(receiver.taken.filter(isBroken))).toEqual(stuck);
  });

  it('goes on behind one that was given up, and what waited as long as that is tried but once', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    receiver.answer = () => 500;
    here.start();
    const [one, two, three] = await say(here, conversation, 'one', 'two', 'three');
    here.webhooks.wake();
    await expect.poll(async () => (await rows())[0]?.failures).toBe(1);
    here.pass(37 * HOUR_MS);
    await expect.poll(states).toEqual(['failed', 'failed', 'failed']);
    expect((await rows()).map(({ failures }) => failures)).toEqual([2, 1, 1]);
    expect(messageIds(receiver.posts)).toEqual([one, one, two, three]);
  });
});

describe('a node that dies', () => {
  it('after the commit and before the post loses nothing: another one posts it', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const dead = node();
    const [id] = await say(dead, conversation, 'hello');
    const other = node({ clock: dead.clock }, await store.anotherNode());
    other.start();
    await expect.poll(() => messageIds(receiver.taken)).toEqual([id]);
  });

  it('in the middle of a post has it posted again by another one, with the same id, when its lease ends', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const dying = node();
    const other = node({ clock: dying.clock }, await store.anotherNode());
    const ids = await say(dying, conversation, 'one', 'two');
    const claim = { now: dying.clock.now(), leaseEndsAt: dying.clock.now() + 30_000, limit: 10 };
    const { claimed } = await dying.outbox.claim(1, claim);
    expect(claimed).toHaveLength(1);
    other.start();
    other.pass(29_999);
    // It has looked: what is behind the one under way is put off by a second.
    const again = new Date(other.clock.now() + 1_000).toISOString();
    await expect.poll(async () => (await rows())[1]?.due_at).toBe(again);
    expect(receiver.posts).toEqual([]);
    other.pass(1);
    await expect.poll(() => messageIds(receiver.taken)).toEqual(ids);
    expect(receiver.posts[0]?.id).toBe(claimed[0]?.eventId);
  });

  it('and was only slow changes nothing any more once another one has its event', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const slow = node();
    const { outbox, clock } = slow;
    await say(slow, conversation, 'one', 'two');
    const times = () => ({ now: clock.now(), leaseEndsAt: clock.now() + 30_000 });
    const { claimed: atFirst } = await outbox.claim(1, { ...times(), limit: 1 });
    clock.pass(30_000);
    const { claimed: then } = await outbox.claim(1, { ...times(), limit: 1 });
    const [late, holder] = [...atFirst, ...then] as [ClaimedEvent, ClaimedEvent];
    expect(holder.eventId).toBe(late.eventId);
    expect(await outbox.settle(late, times(), true)).toBeUndefined();
    await outbox.postpone(late, clock.now(), 'too late');
    expect((await rows())[0]).toMatchObject({ state: 'waiting', failures: 0, is_being_posted: true });
    expect(await outbox.settle(holder, times(), true)).toMatchObject({ type: 'message.created' });
    expect(await states()).toEqual(['taken', 'waiting']);
  });

  it('in good order gives back what is under way, and it counts as not tried', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    receiver.answer = ({ nth }) => (nth === 1 ? 'hang' : 204);
    here.start();
    await say(here, conversation, 'hello');
    here.webhooks.wake();
    await expect.poll(() => receiver.posts.length).toBe(1);
    await here.stop();
    expect(await rows()).toEqual([
      expect.objectContaining({ state: 'waiting', failures: 0, is_being_posted: false }),
    ]);
    const other = node({ clock: here.clock }, await store.anotherNode());
    other.start();
    await expect.poll(() => receiver.taken.length).toBe(1);
  });
});

describe('400 messages in 40 conversations', () => {
  // 10,000 of them: npm run test:faults
  it('reach a receiver that fails at random, each at least once and in order, posted by two nodes', async () => {
    const databases = [store.database, await store.anotherNode()] as const;
    await postToRandomFailures(databases, { conversations: 40, each: 10 });
  });
});

describe('what is over', () => {
  it('is forgotten: what was taken after 3 days, what was given up after 30', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    receiver.answer = ({ body }) => ((body.data as { seq: number }).seq === 1 ? 410 : 204);
    here.start();
    await say(here, conversation, 'one', 'two');
    here.webhooks.wake();
    await expect.poll(states).toEqual(['failed', 'taken']);
    here.clock.pass(3 * 24 * HOUR_MS);
    await here.webhooks.tidy();
    expect(await states()).toEqual(['failed', 'taken']);
    here.clock.pass(1);
    await here.webhooks.tidy();
    expect(await states()).toEqual(['failed']);
    here.clock.pass(27 * 24 * HOUR_MS);
    await here.webhooks.tidy();
    expect(await states()).toEqual([]);
  });

  it('is posted again from a time on, if somebody asks for that', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    here.start();
    await say(here, conversation, 'one');
    here.clock.pass(60_000);
    const [two] = await say(here, conversation, 'two');
    here.webhooks.wake();
    await expect.poll(states).toEqual(['taken', 'taken']);
    const since = new Date(here.clock.now()).toISOString();
    expect(await here.outbox.queueAgain({ now: here.clock.now(), since })).toBe(1);
    here.webhooks.wake();
    await expect.poll(() => receiver.taken.length).toBe(3);
    expect(messageIds(receiver.taken).at(-1)).toBe(two);
  });

  it('counts as given up for an address that is set no more', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const both = node({ env: { WEBHOOK_URL: `${receiver.url},${receiver.url}/second` } });
    await say(both, conversation, 'hello');
    const one = node({ clock: both.clock });
    one.start();
    await expect.poll(states).toEqual(['taken', 'waiting']);
    await one.webhooks.tidy();
    expect(await states()).toEqual(['taken', 'waiting']);
    one.clock.pass(37 * HOUR_MS);
    await one.webhooks.tidy();
    expect(await states()).toEqual(['taken', 'failed']);
  });
});

describe('the figures', () => {
  it('tell what waits, for how long, and what became of the rest', async () => {
    const [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const here = node();
    receiver.answer = ({ body }) => ((body.data as { seq: number }).seq === 1 ? 204 : 500);
    await say(here, conversation, 'one', 'two');
    here.clock.pass(2_000);
    here.start();
    await expect.poll(async () => (await rows())[1]?.failures).toBe(1);
    await expect.poll(() => here.metrics.text()).toContain('jiggy_webhook_posts_total{outcome="refused"} 1');
    await expect.poll(() => here.metrics.text()).toContain('jiggy_webhooks_oldest_seconds 2\n');
    const text = await here.metrics.text();
    expect(text).toContain('jiggy_webhook_posts_total{outcome="taken"} 1');
    expect(text).toMatch(/jiggy_webhooks_waiting [12]\n/);
    expect(text).toContain('jiggy_webhooks_failed 0\n');
  });
});
