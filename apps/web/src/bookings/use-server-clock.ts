import { useConnection } from '@jiggy-care/client/react';
import { useEffect } from 'react';
import { readServerClock } from './server-clock.ts';

/** Reads the server's clock with each connection, and when one comes back to the page: the device's own may change. */
export function useServerClock(): void {
  const isConnected = useConnection().status === 'connected';
  useEffect(() => {
    // Without the server, the time is what it was known to be.
    const read = () => void readServerClock().catch(() => {});
    const onVisible = () => document.visibilityState === 'visible' && read();
    if (isConnected) read();
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [isConnected]);
}
