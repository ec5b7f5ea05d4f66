import { useWords } from '../i18n/words.ts';
import { useServerFacts } from '../session/server-facts.ts';
import { signInWords } from './words.ts';

/** The way in for who only wants to look; there where the server says that it has demo people. */
export function DemoDoors() {
  const words = useWords(signInWords);
  const { demo: isDemo } = useServerFacts();
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
