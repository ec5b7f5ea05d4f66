import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { DemoQuestion as Question } from './use-demo-link.ts';
import { sessionWords } from './words.ts';

/** A link came that would sign someone out: it may have been sent by anyone, so the person decides. */
export function DemoQuestion({ question: { current, answer } }: { readonly question: Question }) {
  const words = useWords(sessionWords);
  return (
    <Dialog title={words.demoTitle} closeLabel={words.demoStay} onClose={() => answer(false)}>
      <p className="mb-6 text-ink-soft">{words.demoQuestion(current.name)}</p>
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={() => answer(true)}>{words.demoGo}</Button>
        <Button look="primary" onClick={() => answer(false)}>
          {words.demoStay}
        </Button>
      </div>
    </Dialog>
  );
}
