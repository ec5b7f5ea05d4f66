import type { Facts } from '../facts/facts.ts';
import type { DevicesRepository } from './devices.repository.ts';

/**
 * Forgets devices in the transaction that ends their sessions, or after which nobody is to be reached as these people. Also
 * an operator's command needs it, since it ends sessions without a server.
 *
 * @source protocol P16.3
 */
export function forgetDevices(facts: Facts, devices: DevicesRepository, now: () => number): void {
  facts.recordWith('sessions.ended', (tx, ended) =>
    devices.txForgetSessions(
      tx,
      ended.flatMap(({ sessionIds }) => sessionIds),
    ),
  );
  // Sessions that nobody has used for long are not named among those that end.
  for (const kind of ['password.changed', 'account.closed', 'account.deleted'] as const) {
    facts.recordWith(kind, (tx, changes) =>
      devices.txForgetPeople(
        tx,
        changes.map(({ userId }) => userId),
        now(),
      ),
    );
  }
}
