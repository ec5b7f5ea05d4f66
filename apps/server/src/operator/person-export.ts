import { Injectable } from '@nestjs/common';
import { Roll } from '../people/roll.ts';
import { PersonExportRepository } from './person-export.repository.ts';

/** Says which form the document has, for whoever reads it years later. */
const FORMAT = 'jiggy-care-chat person, 1';

/**
 * Everything that is kept of a person as one JSON document: the account, where it was signed in, bookings, and each
 * conversation with the words of both. It is written while it is read.
 *
 * @source protocol P3.23
 */
@Injectable()
export class PersonExport {
  constructor(
    private readonly roll: Roll,
    private readonly repository: PersonExportRepository,
  ) {}

  /** @returns the document in pieces; `undefined` where there is no such person */
  async of(userId: string, now: number): Promise<AsyncGenerator<Buffer> | undefined> {
    const person = await this.roll.find(userId);
    if (person === undefined) return undefined;
    const head = {
      format: FORMAT,
      exportedAt: new Date(now).toISOString(),
      person: { ...person, emailVerifiedAt: await this.roll.findEmailVerifiedAt(userId) },
      identities: await this.roll.listIdentities(userId),
      refusedSignIns: await this.repository.refusedSignIns(userId),
      preferences: await this.repository.preferences(userId),
      devices: await this.repository.devices(userId),
      blocks: await this.repository.blocks(userId),
    };
    return this.written(head, userId);
  }

  private async *written(head: object, userId: string): AsyncGenerator<Buffer> {
    yield Buffer.from(JSON.stringify(head, null, 1).replace(/\n}$/, ''));
    const { repository } = this;
    for (const name of ['sessions', 'bookings', 'conversations', 'calls'] as const) {
      yield* asArray(name, repository.list(name, userId));
    }
    yield* asArray('messages', repository.messages(userId));
    yield Buffer.from('\n}\n');
  }
}

/** One row a line. */
async function* asArray(name: string, rows: AsyncGenerator<unknown>): AsyncGenerator<Buffer> {
  yield Buffer.from(`,\n "${name}": [`);
  let separator = '\n  ';
  for await (const row of rows) {
    yield Buffer.from(separator + JSON.stringify(row));
    separator = ',\n  ';
  }
  yield Buffer.from('\n ]');
}
