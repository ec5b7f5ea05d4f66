import { useChatClient, useStore } from '@jiggy-care/client/react';
import { BellRing } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { useAccount } from '../session/use-account.ts';
import { Button } from '../ui/button.tsx';
import { answered, asking } from './asking.ts';
import { pushWords } from './push-words.ts';
import { turnOn } from './reachable.ts';

/** Asks whether this device may notify, once there is a reason to; the browser asks only after a click here. */
export function AskToNotify() {
  const words = useWords(pushWords);
  const client = useChatClient();
  const { id } = useAccount();
  const occasion = useStore(asking);
  const [isBusy, setIsBusy] = useState(false);
  if (occasion === undefined) return null;

  const agree = async () => {
    setIsBusy(true);
    await turnOn(client, id).catch(() => {});
    setIsBusy(false);
    answered();
  };

  return (
    <section
      aria-label={words.region}
      className="flex shrink-0 animate-fade flex-wrap items-center gap-x-4 gap-y-2 border-line border-b bg-accent-soft px-4 py-3 text-on-accent-soft text-sm sm:px-6"
    >
      <BellRing aria-hidden className="size-5 shrink-0 max-sm:hidden" />
      <p role="status" className="min-w-0 flex-1 basis-64">
        {words.ask[occasion]} {words.never}
      </p>
      <span className="flex gap-2">
        <Button look="primary" size="small" isBusy={isBusy} onClick={agree}>
          {words.yes}
        </Button>
        <Button size="small" onClick={answered}>
          {words.notNow}
        </Button>
      </span>
    </section>
  );
}
