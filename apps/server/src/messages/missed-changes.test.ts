import { beforeEach, expect, test } from 'vitest';
import type { Missed } from '../realtime/broadcast.ts';
import type { ChangedConversation, Receipts } from './missed-changes.repository.ts';
import { MissedChanges } from './missed-changes.ts';

const CHANGED: ChangedConversation = {
  id: 'talk',
  consultantId: 'ben',
  patientId: 'ada',
  isParted: false,
  lastChange: 7,
  state: '7 noon',
};
const MISSED: Missed = { sinceMs: 60_000, people: ['ben'], conversationIds: ['talk'] };

let changed: ChangedConversation[];
let receipts: Receipts[];
let asked: object[];
let audiences: number[][];
/** What the sockets of this node were told, in order. */
let told: string[];
let tell: (missed: Missed) => Promise<void>;

beforeEach(() => {
  changed = [CHANGED];
  receipts = [{ conversationId: 'talk', senderId: 'ada', messageIds: ['m1'], readAt: 'noon' }];
  [asked, audiences, told] = [[], [], []];
  new MissedChanges(
    {
      listChanged: async ({ people, conversationIds }: Missed) => {
        audiences.push([people.length, conversationIds.length]);
        return changed;
      },
      listReceipts: async (wanted: object[]) => {
        asked.push(...wanted);
        return receipts;
      },
    } as never,
    {
      onMissed: (hook: typeof tell) => {
        tell = hook;
        return () => {};
      },
      toConversationHere: (_: string, event: string, payload: Receipts, also: { alsoPerson: string }) =>
        told.push(`${event} ${payload.messageIds}, also ${also.alsoPerson}`),
    } as never,
    { tellHere: async (ids: string[]) => void told.push(...ids.map((id) => `entry of ${id}`)) } as never,
  ).onModuleInit();
});

test('the room and the other devices of the reader hear of receipts, and then inboxes of the entry', async () => {
  await tell(MISSED);
  expect(told).toEqual(['messages_read m1, also ben', 'entry of talk']);
});

test('however often it is looked, nothing is told twice, and of what came since only what is new', async () => {
  await tell(MISSED);
  await tell(MISSED);
  expect(told).toHaveLength(2);
  changed = [{ ...CHANGED, lastChange: 9, state: '9 noon' }];
  await tell(MISSED);
  expect(asked).toEqual([
    { id: 'talk', after: 0 },
    { id: 'talk', after: 7 },
  ]);
  expect(told).toHaveLength(4);
});

test('of a conversation that changed without end only the newest changes are looked at', async () => {
  changed = [{ ...CHANGED, lastChange: 5_000 }];
  await tell(MISSED);
  expect(asked).toEqual([{ id: 'talk', after: 4_000 }]);
});

test('who is parted from the reader learns nothing, and of what nobody has open here only the inbox hears', async () => {
  changed = [{ ...CHANGED, isParted: true }];
  await tell(MISSED);
  changed = [{ ...CHANGED, id: 'closed' }];
  await tell({ ...MISSED, conversationIds: [] });
  expect(told).toEqual(['entry of talk', 'entry of closed']);
});

test('many people are asked for in pages', async () => {
  changed = [];
  await tell({ sinceMs: 1, people: Array(220).fill('someone'), conversationIds: Array(101).fill('some') });
  expect(audiences).toEqual([
    [100, 100],
    [100, 1],
    [20, 0],
  ]);
});
