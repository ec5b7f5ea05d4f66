import type { MessageItem } from '@jiggy-care/client';
import { describe, expect, it } from 'vitest';
import type { PastCall } from '../calls/past-call.ts';
import { type FeedRow, feedRows } from './feed-rows.ts';

let count = 0;

function message(senderId: string, createdAt: string): MessageItem {
  count += 1;
  return {
    key: `m${count}`,
    status: 'sent',
    isOwn: senderId === 'me',
    conversationId: 'c',
    senderId,
    senderType: 'patient',
    content: 'text',
    createdAt,
    isRead: false,
  };
}

function call(at: string): PastCall {
  count += 1;
  return {
    id: `k${count}`,
    conversationId: 'c',
    otherId: 'you',
    direction: 'incoming',
    type: 'video',
    ending: 'missed',
    at: Date.parse(at),
    talkMs: undefined,
  };
}

const kinds = (rows: readonly FeedRow[]) => rows.map(({ kind }) => kind);
const groups = (rows: readonly FeedRow[]) =>
  rows.flatMap((row) =>
    row.kind === 'message' ? [`${row.startsGroup ? '(' : ''}${row.endsGroup ? ')' : ''}`] : [],
  );

describe('the lines of a conversation', () => {
  it('has a line for each day, and one where the conversation begins when all of it is there', () => {
    const items = [
      message('me', '2026-01-14T10:00:00Z'),
      message('me', '2026-01-14T10:01:00Z'),
      message('you', '2026-01-16T09:00:00Z'),
    ];
    expect(kinds(feedRows(items, { isWhole: true }))).toEqual([
      'begin',
      'day',
      'message',
      'message',
      'day',
      'message',
    ]);
    expect(kinds(feedRows(items, { isWhole: false }))[0]).toBe('day');
    expect(feedRows([], { isWhole: true })).toEqual([]);
  });

  it('groups what one person says in one go', () => {
    const items = [
      message('me', '2026-01-14T10:00:00Z'),
      message('me', '2026-01-14T10:01:00Z'),
      message('me', '2026-01-14T10:20:00Z'),
      message('you', '2026-01-14T10:20:10Z'),
      message('you', '2026-01-14T10:20:20Z'),
      message('you', '2026-01-14T10:20:30Z'),
    ];
    expect(groups(feedRows(items, { isWhole: false }))).toEqual(['(', ')', '()', '(', '', ')']);
  });

  it('puts the line of the new messages before the first of them, and lets no group reach across', () => {
    const items = [message('you', '2026-01-14T10:00:00Z'), message('you', '2026-01-14T10:00:10Z')];
    const rows = feedRows(items, { isWhole: false, newKey: items[1]?.key });
    expect(kinds(rows)).toEqual(['day', 'message', 'new', 'message']);
    expect(groups(rows)).toEqual(['()', '()']);
  });

  it('names every line once, also where a clock was set back', () => {
    const items = [
      message('me', '2026-01-14T10:00:00Z'),
      message('me', '2026-01-16T10:00:00Z'),
      message('me', '2026-01-14T11:00:00Z'),
    ];
    const keys = feedRows(items, { isWhole: true }).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('changes no line that was there, but for its own group, when older messages come in above', () => {
    const newer = [message('me', '2026-01-14T10:01:00Z'), message('you', '2026-01-14T10:02:00Z')];
    const older = [message('me', '2026-01-14T10:00:30Z')];
    const before = feedRows(newer, { isWhole: false });
    const after = feedRows([...older, ...newer], { isWhole: false });
    const heights = (rows: readonly FeedRow[]) =>
      rows.flatMap((row) => (row.kind === 'message' ? [{ key: row.key, endsGroup: row.endsGroup }] : []));
    expect(heights(after).slice(-2)).toEqual(heights(before));
  });

  it('shows calls at their time, with the line of their day, and lets no group reach across one', () => {
    const items = [
      message('me', '2026-01-14T10:00:00Z'),
      message('me', '2026-01-14T10:02:00Z'),
      message('you', '2026-01-16T09:00:00Z'),
    ];
    const calls = [
      call('2026-01-14T10:01:00Z'),
      call('2026-01-15T08:00:00Z'),
      call('2026-01-16T09:00:00Z'),
      call('2026-01-17T09:00:00Z'),
    ];
    const rows = feedRows(items, { calls, isWhole: false });
    expect(kinds(rows)).toEqual([
      ...['day', 'message', 'call', 'message'],
      ...['day', 'call'],
      ...['day', 'call', 'message'],
      ...['day', 'call'],
    ]);
    expect(groups(rows)).toEqual(['()', '()', '()']);
    expect(rows.flatMap((row) => (row.kind === 'call' ? [row.call] : []))).toEqual(calls);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  it('keeps calls from before the loaded messages until these are there, or all of them are', () => {
    const items = [message('me', '2026-01-14T10:00:00Z')];
    const calls = [call('2026-01-13T10:00:00Z'), call('2026-01-14T11:00:00Z')];
    expect(kinds(feedRows(items, { calls, isWhole: false }))).toEqual(['day', 'message', 'call']);
    const older = message('you', '2026-01-12T10:00:00Z');
    const loaded = feedRows([older, ...items], { calls, isWhole: false });
    expect(kinds(loaded)).toEqual(['day', 'message', 'day', 'call', 'day', 'message', 'call']);
    expect(kinds(feedRows(items, { calls, isWhole: true }))).toEqual([
      'begin',
      'day',
      'call',
      'day',
      'message',
      'call',
    ]);
  });

  it('shows the calls of two people who have written nothing', () => {
    const calls = [call('2026-01-13T10:00:00Z')];
    expect(kinds(feedRows([], { calls, isWhole: true }))).toEqual(['begin', 'day', 'call']);
    expect(feedRows([], { calls, isWhole: false })).toEqual([]);
  });

  it('reads the time of each of twenty thousand messages once, however often they are drawn anew', () => {
    let reads = 0;
    const items = Array.from({ length: 20_000 }, (_, index) => {
      const createdAt = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
      const counted = {
        [Symbol.toPrimitive]: () => {
          reads += 1;
          return createdAt;
        },
      };
      return message(index % 3 === 0 ? 'me' : 'you', counted as unknown as string);
    });
    const calls = Array.from({ length: 500 }, (_, index) =>
      call(new Date(Date.UTC(2026, 0, 1) + index * 2_400_000).toISOString()),
    );
    const rows = feedRows(items, { calls, isWhole: true });
    expect(reads).toBe(20_000);
    expect(feedRows(items, { calls, isWhole: true })).toHaveLength(rows.length);
    expect(reads).toBe(20_000);
  });
});
