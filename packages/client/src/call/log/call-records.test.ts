import { expect, test } from 'vitest';
import { ChatError } from '../../errors.ts';
import { soon } from '../../testing/soon.ts';
import type { CallRecord } from '../../wire.ts';
import type { CallRest } from '../surroundings.ts';
import { LiveCallHistory } from './live-call-history.ts';
import { LiveCallLog } from './live-call-log.ts';

const at = (minute: number) => Date.UTC(2026, 0, 14, 9, minute);

/** As many calls as a test wants, one a minute; the newest is the last. */
function logOf(count: number) {
  const records: CallRecord[] = [];
  const add = (status: CallRecord['status'] = 'ended', more: Partial<CallRecord> = {}) => {
    const startedAt = new Date(at(records.length)).toISOString();
    const id = `call-${records.length}`;
    const people = { conversationId: 'conv', callerId: 'ann', calleeId: 'bob' };
    const times = { startedAt, answeredAt: null, endedAt: null };
    records.push({ id, ...people, callType: 'video', status, ...times, ...more });
  };
  for (let made = 0; made < count; made += 1) add();
  const asked: {
    limit?: number | undefined;
    offset?: number | undefined;
    conversationId?: string | undefined;
  }[] = [];
  const server = { isDown: false, missedCount: 2, seen: 0 };
  const rest = {
    listCalls: async (query: (typeof asked)[number]) => {
      if (server.isDown) throw new ChatError('unreachable', 'down');
      asked.push(query);
      const { limit = 50, offset = 0 } = query;
      return { calls: records.toReversed().slice(offset, offset + limit), missedCount: server.missedCount };
    },
    markCallsSeen: async (conversationId?: string) => {
      if (server.isDown) throw new ChatError('unreachable', 'down');
      server.seen += 1;
      if (conversationId === undefined) server.missedCount = 0;
      else {
        for (const [index, call] of records.entries()) {
          if (call.seen === false && call.conversationId === conversationId) {
            records[index] = { ...call, seen: true };
            server.missedCount -= 1;
          }
        }
      }
    },
  };
  return { records, add, asked, server, rest };
}

const historyOf = (
  rest: Pick<CallRest, 'listCalls'>,
  markSeen: (conversationId: string) => Promise<void> = async () => {},
) => new LiveCallHistory({ rest, conversationId: 'conv', markSeen: () => markSeen('conv') });

test('the log shows the newest first, and more when it is asked for', async () => {
  const { rest, add } = logOf(70);
  const log = new LiveCallLog({ rest });
  expect(log.state.get().status).toBe('idle');
  await log.refresh();
  expect(log.state.get()).toMatchObject({ status: 'ready', hasMore: true, missedCount: 2 });
  expect(log.state.get().calls).toHaveLength(30);
  add();
  await log.loadMore();
  await log.loadMore();
  const ids = log.state.get().calls.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  await log.refresh();
  expect(log.state.get().calls[0]?.id).toBe('call-70');
});

test('missed calls that were looked at are no news, unless the server could not be told', async () => {
  const { rest, server } = logOf(3);
  const log = new LiveCallLog({ rest });
  await log.refresh();
  server.isDown = true;
  await expect(log.markSeen()).rejects.toMatchObject({ code: 'unreachable' });
  expect(log.state.get().missedCount).toBe(2);
  server.isDown = false;
  const page = log.refresh();
  const seen = log.markSeen();
  expect(log.state.get().missedCount).toBe(0);
  await Promise.all([page, seen]);
  expect(log.state.get().missedCount).toBe(0);
  await log.markSeen();
  expect(server.seen).toBe(1);
});

test('missed calls of one conversation are seen with it, and the others stay news', async () => {
  const { rest, add, server } = logOf(0);
  add('missed', { seen: false });
  add('missed', { seen: false, conversationId: 'other' });
  const log = new LiveCallLog({ rest });
  const history = historyOf(rest, (id) => log.markSeen(id));
  await log.refresh();
  const unseen = () => log.state.get().calls.flatMap(({ id, seen }) => (seen === false ? [id] : []));
  server.isDown = true;
  const failed = history.markSeen();
  expect([log.state.get().missedCount, unseen()]).toEqual([1, ['call-1']]);
  await expect(failed).rejects.toMatchObject({ code: 'unreachable' });
  expect([log.state.get().missedCount, unseen()]).toEqual([2, ['call-1', 'call-0']]);
  server.isDown = false;
  const late = log.refresh();
  const seen = history.markSeen();
  expect([log.state.get().missedCount, unseen()]).toEqual([1, ['call-1']]);
  await Promise.all([late, seen]);
  expect([log.state.get().missedCount, unseen()]).toEqual([1, ['call-1']]);
  await log.refresh();
  expect([log.state.get().missedCount, unseen()]).toEqual([1, ['call-1']]);
});

test('what was loaded stays when it cannot be loaded again, and goes with its person', async () => {
  const { rest, server } = logOf(3);
  const log = new LiveCallLog({ rest });
  server.isDown = true;
  await expect(log.refresh()).rejects.toMatchObject({ code: 'unreachable' });
  expect(log.state.get().status).toBe('failed');
  server.isDown = false;
  await log.refresh();
  server.isDown = true;
  await expect(log.refresh()).rejects.toMatchObject({ code: 'unreachable' });
  expect(log.state.get()).toMatchObject({ status: 'ready', calls: [{}, {}, {}] });
  server.isDown = false;
  const late = log.refresh();
  log.reset();
  await late;
  expect(log.state.get()).toMatchObject({ status: 'idle', calls: [] });
});

test('a history goes back to where it was asked for, oldest first, without calls that are going on', async () => {
  const { rest, add, asked } = logOf(120);
  add('active');
  const history = historyOf(rest);
  await soon();
  expect(asked).toEqual([]);
  history.loadSince(at(40));
  await soon();
  const { calls, completeSince } = history.state.get();
  expect(completeSince).toBe(at(40));
  expect(calls.at(-1)?.id).toBe('call-119');
  expect(calls.some(({ id }) => id === 'call-40')).toBe(true);
  expect(asked.every(({ conversationId }) => conversationId === 'conv')).toBe(true);
  const times = calls.map(({ startedAt }) => startedAt);
  expect(times).toEqual(times.toSorted());
  history.loadSince(at(50));
  await soon();
  expect(asked).toHaveLength(2);
  history.loadSince(at(0) - 1);
  await soon();
  expect(history.state.get()).toMatchObject({ completeSince: Number.NEGATIVE_INFINITY });
  expect(history.state.get().calls).toHaveLength(120);
});

test('a history that could not be loaded is loaded at the next chance', async () => {
  const { rest, add, server } = logOf(2);
  const history = historyOf(rest);
  server.isDown = true;
  history.loadSince(at(0));
  await soon();
  expect(history.state.get().calls).toEqual([]);
  server.isDown = false;
  add('missed');
  history.refresh();
  await soon();
  expect(history.state.get().calls.map(({ id }) => id)).toEqual(['call-0', 'call-1', 'call-2']);
  history.forget();
  history.refresh();
  await soon();
  expect(history.state.get().calls).toEqual([]);
});
