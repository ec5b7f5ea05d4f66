import type { ChangePreferencesBody, Preferences as PreferencesOf, UserRole } from '@jiggy-care/protocol';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Facts } from '../facts/facts.ts';
import { type KeptPreferences, PreferencesRepository } from './preferences.repository.ts';

/** Whose they are. What is usual depends on the role. */
export interface Chooser {
  readonly userId: string;
  readonly role: UserRole;
}

const USUAL: KeptPreferences = {
  language: null,
  timeZone: null,
  pushMessages: true,
  pushCalls: true,
  mailAppointments: true,
  mailUnread: null,
  showNames: false,
  quietFrom: null,
  quietTo: null,
};

/**
 * How people want to be told of things, on all their devices.
 *
 * @source protocol P15.2
 */
@Injectable()
export class Preferences implements OnModuleInit {
  constructor(
    private readonly repository: PreferencesRepository,
    private readonly facts: Facts,
  ) {}

  onModuleInit(): void {
    this.facts.recordWith('account.deleted', (tx, deleted) =>
      this.repository.txForget(
        tx,
        deleted.map(({ userId }) => userId),
      ),
    );
  }

  /** By the id of each. */
  async of(people: readonly Chooser[]): Promise<Map<string, PreferencesOf>> {
    const kept = await this.repository.find(people.map(({ userId }) => userId));
    return new Map(people.map(({ userId, role }) => [userId, completed(kept.get(userId), role)]));
  }

  async ofOne(person: Chooser): Promise<PreferencesOf> {
    return (await this.of([person])).get(person.userId) as PreferencesOf;
  }

  async change({ userId, role }: Chooser, body: ChangePreferencesBody): Promise<PreferencesOf> {
    return completed(await this.repository.change(userId, body), role);
  }
}

function completed(kept: KeptPreferences = USUAL, role: UserRole): PreferencesOf {
  return { ...kept, mailUnread: kept.mailUnread ?? role === 'patient' };
}
