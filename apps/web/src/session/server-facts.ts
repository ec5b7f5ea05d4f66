import { API_BASE, ENDPOINTS } from '@jiggy-care/protocol/words';
import { useEffect, useState } from 'react';

/** What the server says of itself to everybody. */
interface ServerFacts {
  /** Whether demo people are here. */
  readonly demo: boolean;
  /** Whether it sends mails. */
  readonly mail: boolean;
}

/** Nothing is offered until the server has said so. */
export function useServerFacts(): ServerFacts {
  const [facts, setFacts] = useState<ServerFacts>({ demo: false, mail: false });
  useEffect(() => {
    const asked = new AbortController();
    fetch(API_BASE + ENDPOINTS.health.path, { signal: asked.signal })
      .then((answer) => answer.json())
      .then(({ demo, mail }: { readonly demo?: unknown; readonly mail?: unknown }) =>
        setFacts({ demo: demo === true, mail: mail === true }),
      )
      .catch(() => {});
    return () => asked.abort();
  }, []);
  return facts;
}
