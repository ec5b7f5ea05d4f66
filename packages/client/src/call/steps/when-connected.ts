import type { Clock } from '../../platform/platform.ts';
import type { CallConnection } from '../surroundings.ts';

/** Resolves once the connection stands, with `true`, or when it took too long, with `false`. */
export function whenConnected(connection: CallConnection, clock: Clock, withinMs: number): Promise<boolean> {
  if (connection.transport === 'socket') return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (isThere: boolean) => {
      cancel();
      stop();
      resolve(isThere);
    };
    const stop = connection.onUp((transport) => {
      if (transport === 'socket') settle(true);
    });
    const cancel = clock.after(Math.max(0, withinMs), () => settle(false));
  });
}
