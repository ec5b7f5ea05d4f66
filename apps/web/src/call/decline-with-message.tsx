import type { Call } from '@jiggy-care/client/calls';
import { useChatClient } from '@jiggy-care/client/react';
import { LIMITS } from '@jiggy-care/protocol/words';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { incomingWords } from './incoming-words.ts';

/** Counted as people count letters. */
const MAX_CHARS = LIMITS.callReasonChars;

interface Props {
  readonly call: Call;
  readonly onBack: () => void;
}

/**
 * Declines with one of three sentences or with words of one's own. The caller reads them at once; and they are a message
 * of the conversation like any other, so that they are still there when the call's screen is closed.
 */
export function DeclineWithMessage({ call, onBack }: Props) {
  const words = useWords(incomingWords);
  const [text, setText] = useState('');
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const own = text.trim();
  const client = useChatClient();
  const hasDeclined = useRef(false);
  const decline = (message: string) => {
    if (hasDeclined.current) return;
    hasDeclined.current = true;
    call.decline(message);
    client.conversation(call.conversationId).send(message);
  };

  return (
    <section aria-label={words.declineWithMessage} className="w-full animate-fade text-left">
      <h2 className="text-center font-semibold text-base">{words.messageTitle}</h2>
      <p className="mt-1 mb-3 text-center text-ink-faint text-xs">{words.kept}</p>
      <ul className="grid gap-2">
        {Object.values(words.ready).map((sentence, index) => (
          <li key={sentence}>
            <button
              ref={index === 0 ? first : undefined}
              type="button"
              onClick={() => decline(sentence)}
              className="min-h-12 w-full rounded-xl border border-line bg-raised px-4 py-2.5 text-left text-sm shadow-near hover:border-edge hover:bg-hover"
            >
              {sentence}
            </button>
          </li>
        ))}
      </ul>
      <form
        className="mt-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (own !== '') decline(own);
        }}
      >
        <TextField
          label={words.ownText}
          hint={words.ownTextHint}
          dir="auto"
          autoComplete="off"
          value={text}
          onChange={({ target }) => setText([...target.value].slice(0, MAX_CHARS).join(''))}
        />
        <div className="mt-4 flex justify-between gap-3">
          <Button look="quiet" icon={ArrowLeft} onClick={onBack}>
            {words.back}
          </Button>
          <Button look="danger" type="submit" disabled={own === ''} className="disabled:opacity-50">
            {words.send}
          </Button>
        </div>
      </form>
    </section>
  );
}
