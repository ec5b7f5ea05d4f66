import { Module } from '@nestjs/common';
import { Accounts } from './accounts.ts';
import { Addresses } from './addresses.ts';
import { Directory } from './directory.ts';
import { Identities } from './identities.ts';
import { Invitations } from './invitations.ts';
import { LastSeen } from './last-seen.ts';
import { Roll } from './roll.ts';

const shared = [Accounts, Addresses, Directory, Identities, Invitations, LastSeen, Roll];

/** Who there is. The one room that knows the table `users`; others ask it, or borrow its SQL for statements of theirs. */
@Module({ providers: shared, exports: shared })
export class PeopleModule {}
