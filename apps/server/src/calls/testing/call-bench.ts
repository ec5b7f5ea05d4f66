import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Conversation } from '@jiggy-care/protocol';
import { copyTemplate } from '../../../test/support/database-template.ts';
import { Cluster } from '../../cluster/cluster.ts';
import { Database } from '../../database/database.ts';
import { migrateDatabase } from '../../database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../database/migrations-folder.ts';
import { openDatabase } from '../../database/open-database.ts';
import { bookings, conversations, users } from '../../database/schema.ts';
import { CallLogRepository } from '../keeping/call-log.repository.ts';
import { CallNode, type Provided, type Times } from './call-node.ts';
import type { World } from './world.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export interface Person {
  readonly id: string;
  readonly role: 'patient' | 'consultant';
  readonly name: string;
}

export interface BenchPair {
  readonly patient: Person;
  readonly consultant: Person;
  readonly conversation: Conversation;
}

/** A database with people in it. */
export class CallBench {
  private constructor(
    readonly database: Database,
    private readonly directory: string,
  ) {}

  static async open(url?: string): Promise<CallBench> {
    const directory = mkdtempSync(join(tmpdir(), 'jiggy-calls-'));
    if (url === undefined) await copyTemplate(directory);
    const database = await openDatabase({ url, dataDir: directory, log: silent });
    await migrateDatabase(database.pool, MIGRATIONS_FOLDER, silent);
    return new CallBench(database, directory);
  }

  async close(): Promise<void> {
    await this.database.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Takes every call away that a test has left behind. */
  async clear(): Promise<void> {
    await this.database.pool.query('delete from call_parties');
    await this.database.pool.query('delete from calls');
  }

  async person(role: Person['role'], name = `Some ${role}`): Promise<Person> {
    const id = randomUUID();
    await this.database.db
      .insert(users)
      .values({ id, email: `${id}@example.org`, name, role, passwordHash: 'none' });
    return { id, role, name };
  }

  async converse(patient: Person, consultant: Person): Promise<Conversation> {
    const ids = { consultantId: consultant.id, patientId: patient.id };
    const scheduled = { ...ids, scheduledAt: '2027-03-01T10:00:00.000Z', durationMinutes: 30 };
    const [booking] = await this.database.db.insert(bookings).values(scheduled).returning();
    const [conversation] = await this.database.db
      .insert(conversations)
      .values({ ...ids, bookingId: booking?.id ?? '' })
      .returning();
    if (conversation === undefined) throw new Error('cannot converse: nothing was stored');
    const { id, consultantId, patientId, bookingId, createdAt, updatedAt } = conversation;
    return { id, consultantId, patientId, bookingId, createdAt, updatedAt };
  }

  async pair(): Promise<BenchPair> {
    const [patient, consultant] = [await this.person('patient'), await this.person('consultant')];
    return { patient, consultant, conversation: await this.converse(patient, consultant) };
  }

  node(world: World, times: Partial<Times> = {}, cluster?: Cluster): CallNode {
    const given: Provided[] = [[Database, this.database]];
    return new CallNode(cluster === undefined ? given : [...given, [Cluster, cluster]], world, times);
  }

  get log(): CallLogRepository {
    return new CallLogRepository(this.database);
  }
}
