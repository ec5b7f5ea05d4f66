import { CircleAlert } from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { leaveMailLink } from './mail-link.ts';
import { recoveryWords } from './words.ts';

/** A link that opens nothing any more, and where the next one comes from. */
export function TooOld({ next }: { readonly next: { readonly text: string; readonly path: string } }) {
  const words = useWords(recoveryWords);
  return (
    <div className="mt-6 grid gap-5">
      <Notice tone="warning" icon={CircleAlert} role="alert">
        {words.tooOld}
      </Notice>
      <Button look="primary" size="large" onClick={() => leaveMailLink(next.path)}>
        {next.text}
      </Button>
    </div>
  );
}
