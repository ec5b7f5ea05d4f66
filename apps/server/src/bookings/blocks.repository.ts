import type { Block } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, asc, desc, eq } from 'drizzle-orm';
import { Database } from '../database/database.ts';
import { blocks, bookings } from '../database/schema.ts';
import { Facts } from '../facts/facts.ts';
import { personAs } from '../people/person-sql.ts';

const patient = personAs('patient');

/** SQL of who wants to hear nothing of whom. Every query names the consultant who asks. */
@Injectable()
export class BlocksRepository {
  constructor(
    private readonly database: Database,
    private readonly facts: Facts,
  ) {}

  /** The newest first. */
  async list(consultantId: string, page: { limit: number; offset: number }): Promise<Block[]> {
    return this.select()
      .where(eq(blocks.consultantId, consultantId))
      .orderBy(desc(blocks.createdAt), asc(blocks.patientId))
      .limit(page.limit)
      .offset(page.offset);
  }

  /**
   * Twice is as once. The bookings of the two are locked, so that a ring that is being stored either is seen by
   * whoever hears of the block, or sees it.
   *
   * @param patientId of somebody who is there
   * @returns         `undefined` when it was lifted again meanwhile
   */
  async add(consultantId: string, patientId: string): Promise<Block | undefined> {
    await this.facts.inTransaction(async (tx, note) => {
      await tx
        .select({ id: bookings.id })
        .from(bookings)
        .where(and(eq(bookings.consultantId, consultantId), eq(bookings.patientId, patientId)))
        .orderBy(bookings.id)
        .for('no key update');
      const added = await tx
        .insert(blocks)
        .values({ consultantId, patientId })
        .onConflictDoNothing()
        .returning({ patientId: blocks.patientId });
      if (added.length > 0) note('block.changed', { consultantId, patientId, isBlocked: true });
    });
    const [block] = await this.select().where(isPair(consultantId, patientId));
    return block;
  }

  /** @returns whether there was one */
  remove(consultantId: string, patientId: string): Promise<boolean> {
    return this.facts.inTransaction(async (tx, note) => {
      const removed = await tx
        .delete(blocks)
        .where(isPair(consultantId, patientId))
        .returning({ patientId: blocks.patientId });
      if (removed.length > 0) note('block.changed', { consultantId, patientId, isBlocked: false });
      return removed.length > 0;
    });
  }

  private select() {
    return this.database.db
      .select({ patient: { id: patient.id, name: patient.name }, createdAt: blocks.createdAt })
      .from(blocks)
      .innerJoin(...patient.by(blocks.patientId));
  }
}

function isPair(consultantId: string, patientId: string) {
  return and(eq(blocks.consultantId, consultantId), eq(blocks.patientId, patientId));
}
