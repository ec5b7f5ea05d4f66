import { API_BASE, ENDPOINTS } from '@jiggy-care/protocol/words';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { signInWords } from './words.ts';

/** The way in for who only wants to look; there where the server says that it has demo people. */
export function DemoDoors() {
  const words = useWords(signInWords);
  const [isDemo, setIsDemo] = useState(false);
  useEffect(() => {
    const asked = new AbortController();
    fetch(API_BASE + ENDPOINTS.health.path, { signal: asked.signal })
      .then((answer) => answer.json())
      .then((health: { readonly demo?: unknown }) => setIsDemo(health.demo === true))
      // Without an answer there is no such way in.
      .catch(() => {});
    return () => asked.abort();
  }, []);
  if (!isDemo) return null;
  const look =
    'grid min-h-11 place-items-center rounded-xl border border-edge/60 bg-raised px-3 text-center font-semibold text-sm hover:border-edge hover:bg-hover';
  return (
    <section aria-label={words.demo} className="mt-6 rounded-2xl border border-line p-4">
      <p className="mb-3 text-center text-ink-soft text-sm">{words.demo}</p>
      <div className="grid gap-2 sm:grid-cols-2">
        <a href="/?demo=patient" className={look}>
          {words.demoPatient}
        </a>
        <a href="/?demo=consultant" className={look}>
          {words.demoConsultant}
        </a>
      </div>
    </section>
  );
}
