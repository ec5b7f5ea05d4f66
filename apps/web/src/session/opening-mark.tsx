import { useWords } from '../i18n/words.ts';
import { Logo } from '../ui/logo.tsx';
import { sessionWords } from './words.ts';

/** What is drawn first. `index.html` shows the same until the scripts are there. */
export function OpeningMark() {
  const words = useWords(sessionWords);
  return (
    <main className="grid h-full place-items-center bg-paper p-6">
      <div role="status">
        <Logo className="size-14 animate-breathe" />
        <span className="sr-only">{words.opening}</span>
      </div>
    </main>
  );
}
