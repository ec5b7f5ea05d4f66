import type { Clock } from '../platform/platform.ts';
import type { Connection } from './connection.ts';

/** How often is asked for what no socket tells of. */
const POLL_MS = 15_000;

/** Asks again and again for as long as the connection stands without a socket. */
export function pollWithoutSocket(
  connection: Pick<Connection, 'onUp' | 'onDown' | 'transport'>,
  clock: Clock,
  ask: () => void,
): void {
  let cancel = () => {};
  const askLater = () => {
    cancel();
    if (connection.transport !== 'rest') return;
    cancel = clock.after(POLL_MS, () => {
      if (connection.transport !== 'rest') return;
      ask();
      askLater();
    });
  };
  connection.onUp(askLater);
  connection.onDown(() => cancel());
}
