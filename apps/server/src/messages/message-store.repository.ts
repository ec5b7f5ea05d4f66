import type { Message, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import type { Standing } from '../bookings/standing.ts';
import { type MessageRow, toMessage } from '../conversations/message-row.ts';
import type { FactList, Unread } from '../facts/fact-list.ts';
import { Facts } from '../facts/facts.ts';
import { STORE, STORE_NEW, STORE_ONE } from './store-statements.ts';

/** A message that is to be stored. Its id is given before, so that storing it again changes nothing. */
export interface Draft {
  readonly id: string;
  readonly conversationId: string;
  readonly senderId: string;
  readonly senderType: UserRole;
  readonly content: string;
  readonly clientMessageId: string | undefined;
}

/** A message that is in the database, put there just now or before. */
export interface Kept {
  readonly outcome: 'stored' | 'known';
  readonly message: Message;
  readonly conversationUpdatedAt: string;
  /** How many messages each has not read, this one among them; not known of one that was put there before. */
  readonly unread?: Unread | undefined;
}

/** What became of a draft. */
export type StoreResult = Kept | { readonly outcome: 'no-conversation' | Exclude<Standing, 'open'> };

/** A conversation, and how it stands since its messages were stored; as {@link STORE_ONE} and {@link STORE_NEW} answer. */
interface StoredRow {
  readonly id: string;
  readonly standing: Standing;
  readonly consultantId: string;
  readonly patientId: string;
  /** The number before the first of them; `null` where nothing was stored. */
  readonly seq: number | null;
  readonly updatedAt: string;
  readonly consultantUnread: number;
  readonly patientUnread: number;
  readonly hasKnown: boolean;
}

/** A draft, and the message that it became; as {@link STORE} answers. */
interface Row extends Omit<MessageRow, 'id' | 'conversationId'> {
  readonly standing: Standing | null;
  readonly consultantId: string | null;
  readonly patientId: string | null;
  readonly isNew: boolean;
  readonly id: string | null;
  readonly conversationUpdatedAt: string;
  readonly consultantUnread: number;
  readonly patientUnread: number;
}

@Injectable()
export class MessageStoreRepository {
  constructor(private readonly facts: Facts) {}

  /**
   * All in one transaction, so one bad draft fails the whole batch: the caller finds out which.
   *
   * @param mayBeStored whether an earlier try may have succeeded without our hearing of it
   * @returns one result per draft, in their order
   */
  async store(drafts: readonly Draft[], mayBeStored: boolean): Promise<StoreResult[]> {
    return (
      (mayBeStored ? undefined : await this.storeFresh(drafts)) ?? this.lookAndStore(drafts, mayBeStored)
    );
  }

  /** @returns `undefined` when it has to be looked more closely: what is there already stores nothing here */
  private storeFresh(drafts: readonly Draft[]): Promise<StoreResult[] | undefined> {
    const [draft] = drafts;
    return drafts.length === 1 && draft ? this.storeOne(draft) : this.storeNew(drafts);
  }

  /** @returns `undefined` also when it may not be stored: the closer look says why */
  private async storeOne(draft: Draft): Promise<StoreResult[] | undefined> {
    const { id, conversationId, senderId, senderType, content, clientMessageId } = draft;
    const statement = {
      name: 'store-one-message',
      text: STORE_ONE,
      values: [
        ...[id, conversationId, senderId, senderType, content, clientMessageId ?? null],
        senderType === 'patient' ? 1 : 0,
      ],
    };
    const rows = await this.facts.recording(
      'message.kept',
      async ({ client }) => (await client.query<StoredRow>(statement)).rows,
      (stored) => stored.flatMap((row) => factsOf(asStored(draft, row, 1), row)),
    );
    return rows[0] && [asStored(draft, rows[0], 1)];
  }

  /** @returns `undefined` when one of them is stored already */
  private async storeNew(drafts: readonly Draft[]): Promise<StoreResult[] | undefined> {
    const tallies = tally(drafts);
    const ids = [...tallies.keys()].sort();
    const ofIds = ids.map((id) => tallies.get(id) as Tally);
    const ofDrafts = places(drafts);
    const statement = {
      name: 'store-new-messages',
      text: STORE_NEW,
      values: [
        ids,
        ofIds.map(({ total }) => total),
        ofIds.map(({ ofPatient }) => ofPatient),
        drafts.map(({ id }) => id),
        drafts.map(({ conversationId }) => conversationId),
        ofDrafts,
        drafts.map(({ senderId }) => senderId),
        drafts.map(({ senderType }) => senderType),
        drafts.map(({ content }) => content),
        drafts.map(({ clientMessageId }) => clientMessageId ?? null),
      ],
    };
    const asResults = (rows: readonly StoredRow[]) => {
      const byId = new Map(rows.map((row) => [row.id, row]));
      return drafts.map((draft, index) => {
        const row = byId.get(draft.conversationId);
        return { row, result: asStored(draft, row, ofDrafts[index] as number) };
      });
    };
    const rows = await this.facts.recording(
      'message.kept',
      async ({ client }) => (await client.query<StoredRow>(statement)).rows,
      (stored) => asResults(stored).flatMap(({ row, result }) => factsOf(result, row)),
    );
    if (rows[0]?.hasKnown) return undefined;
    return asResults(rows).map(({ result }) => result);
  }

  private async lookAndStore(drafts: readonly Draft[], mayBeStored: boolean): Promise<StoreResult[]> {
    const statement = {
      name: 'store-messages',
      text: STORE,
      values: [
        drafts.map(({ id }) => id),
        drafts.map(({ conversationId }) => conversationId),
        drafts.map(({ senderId }) => senderId),
        drafts.map(({ senderType }) => senderType),
        drafts.map(({ content }) => content),
        drafts.map(({ clientMessageId }) => clientMessageId ?? null),
        mayBeStored,
      ],
    };
    const rows = await this.facts.recording(
      'message.kept',
      async ({ client }) => (await client.query<Row>(statement)).rows,
      (stored) => stored.flatMap((row, index) => factsOf(toResult(row, drafts[index] as Draft), row)),
    );
    return rows.map((row, index) => toResult(row, drafts[index] as Draft));
  }
}

interface Tally {
  total: number;
  ofPatient: number;
}

function tally(drafts: readonly Draft[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { conversationId, senderType } of drafts) {
    const known = tallies.get(conversationId) ?? { total: 0, ofPatient: 0 };
    known.total += 1;
    if (senderType === 'patient') known.ofPatient += 1;
    tallies.set(conversationId, known);
  }
  return tallies;
}

/** Of each draft, the how many-th of its conversation it is. */
function places(drafts: readonly Draft[]): number[] {
  const last = new Map<string, number>();
  return drafts.map(({ conversationId }) => {
    const place = (last.get(conversationId) ?? 0) + 1;
    last.set(conversationId, place);
    return place;
  });
}

function factsOf(
  result: StoreResult,
  pair: { readonly consultantId: string | null; readonly patientId: string | null } | undefined,
): FactList['message.kept'][] {
  if (result.outcome !== 'stored' || !pair?.consultantId || !pair.patientId) return [];
  const { consultantId, patientId } = pair;
  const conversation = { id: result.message.conversationId, consultantId, patientId };
  return [{ conversation, message: result.message, unread: result.unread }];
}

function asStored(draft: Draft, row: StoredRow | undefined, place: number): StoreResult {
  if (row === undefined) return { outcome: 'no-conversation' };
  const { standing, seq, updatedAt } = row;
  if (seq === null) return { outcome: standing === 'open' ? 'no-conversation' : standing };
  const { id, conversationId, senderId, senderType, content, clientMessageId } = draft;
  return {
    outcome: 'stored',
    conversationUpdatedAt: updatedAt,
    unread: { consultant: row.consultantUnread, patient: row.patientUnread },
    message: toMessage({
      ...{ id, conversationId, seq: seq + place, senderId, senderType, content },
      ...{ clientMessageId: clientMessageId ?? null, isRead: false, createdAt: updatedAt, updatedAt },
    }),
  };
}

function toResult(row: Row, draft: Draft): StoreResult {
  if (row.id === null) {
    return { outcome: row.standing === null || row.standing === 'open' ? 'no-conversation' : row.standing };
  }
  const { id, seq, senderId, senderType, clientMessageId, isRead, createdAt, updatedAt } = row;
  const content = row.isNew ? draft.content : row.content;
  const { conversationId } = draft;
  return {
    outcome: row.isNew ? 'stored' : 'known',
    conversationUpdatedAt: row.conversationUpdatedAt,
    unread: row.isNew ? { consultant: row.consultantUnread, patient: row.patientUnread } : undefined,
    message: toMessage({
      id,
      conversationId,
      seq,
      senderId,
      senderType,
      content,
      clientMessageId,
      isRead,
      createdAt,
      updatedAt,
    }),
  };
}
