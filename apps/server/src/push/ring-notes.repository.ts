import type { CallStatus, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { nameSql } from '../people/person-sql.ts';

/** A call as its notifications tell of it. */
export interface CallPeople {
  readonly conversationId: string;
  readonly calleeId: string;
  readonly status: CallStatus;
  readonly callerName: string | null;
  readonly callerRole: UserRole;
}

const FIND = `
select k.conversation_id as "conversationId", k.callee_id as "calleeId", k.status,
  ${nameSql('k.caller_id')} as "callerName",
  case when c.consultant_id = k.caller_id then 'consultant' else 'patient' end as "callerRole"
from calls k join conversations c on c.id = k.conversation_id
where k.id = $1`;

/** How calls stand, whoever has them. */
@Injectable()
export class RingNotesRepository {
  constructor(private readonly database: Database) {}

  async find(callId: string): Promise<CallPeople | undefined> {
    return (await this.database.pool.query<CallPeople>(FIND, [callId])).rows[0];
  }
}
