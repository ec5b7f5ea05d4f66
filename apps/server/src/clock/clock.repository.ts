import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';

/** What time it is for the database. */
@Injectable()
export class ClockRepository {
  constructor(private readonly database: Database) {}

  /** Whether it is another machine's; an embedded database has the clock of this process. */
  get isRemote(): boolean {
    return this.database.kind !== 'embedded';
  }

  /** Milliseconds since 1970. */
  async read(): Promise<number> {
    const { rows } = await this.database.pool.query<{ ms: string | number }>(
      'select extract(epoch from clock_timestamp()) * 1000 as ms',
    );
    return Number(rows[0]?.ms);
  }
}
