import type { ConnectionCheck } from '@jiggy-care/client/calls';
import { useCalls } from '@jiggy-care/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';

export interface ConnectionTest {
  readonly isTesting: boolean;
  /** What was found last; `undefined` when the test could not be made. */
  readonly result: ConnectionCheck | undefined;
  again(): void;
}

/** Tests the connection at once, and again when asked. */
export function useConnectionTest(): ConnectionTest {
  const { check } = useCalls();
  const [isTesting, setIsTesting] = useState(true);
  const [result, setResult] = useState<ConnectionCheck>();
  const round = useRef(0);

  const again = useCallback(async () => {
    round.current += 1;
    const current = round.current;
    setIsTesting(true);
    const found = await check.testConnection().catch(() => undefined);
    if (current !== round.current) return;
    setResult(found);
    setIsTesting(false);
  }, [check]);
  useEffect(() => {
    again();
    return () => {
      round.current += 1;
    };
  }, [again]);
  return { isTesting, result, again };
}
