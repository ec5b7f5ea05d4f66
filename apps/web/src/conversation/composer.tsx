import { ChatError, type Conversation } from '@jiggy-care/client';
import { useDraft } from '@jiggy-care/client/react';
import { LIMITS } from '@jiggy-care/protocol/words';
import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { askOn } from '../push/asking.ts';
import { drafts } from '../session/page-drafts.ts';
import { classNames } from '../ui/class-names.ts';
import { isOfInputMethod } from '../ui/input-method.ts';
import { useDroppedFiles } from './use-dropped-files.ts';
import { conversationWords } from './words.ts';

const MAX_CHARS = LIMITS.contentChars;
/** From here on it is told how many are left. */
const WARN_CHARS = MAX_CHARS - 1_000;

const MAX_HEIGHT_PX = 176;

interface Props {
  readonly conversation: Conversation;
  readonly otherName: string;
  readonly onSent: () => void;
}

export function Composer({ conversation, otherName, onSent }: Props) {
  const words = useWords(conversationWords);
  const nameText = useNameText();
  const faultText = useFaultText();
  const [text, setText] = useDraft(conversation);
  const [fault, setFault] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const onPaste = useDroppedFiles(() => setFault(words.noFiles));
  const chars = text.length > WARN_CHARS ? [...text].length : text.length;
  const canSend = text.trim() !== '' && chars <= MAX_CHARS;

  useLayoutEffect(() => growWith(field.current, text), [text]);
  useEffect(() => {
    // With a keyboard one comes to write; on a phone the screen keyboard would hide what one came to read.
    if (!isTouch()) field.current?.focus({ preventScroll: true });
    return () => conversation.typing.set(false);
  }, [conversation]);

  const send = () => {
    if (!canSend) return;
    try {
      conversation.send(text);
    } catch (thrown) {
      setFault(thrown instanceof ChatError ? faultText(thrown) : faultText(undefined));
      return;
    }
    setFault(undefined);
    setText('');
    drafts.keep(conversation.id, '');
    conversation.typing.set(false);
    onSent();
    askOn('message');
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const isForSending = event.key === 'Enter' && !event.shiftKey && !isOfInputMethod(event) && !isTouch();
    if (!isForSending) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="mx-auto w-full max-w-[64rem] shrink-0 px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-5 sm:pb-5"
    >
      {fault && (
        <p role="alert" className="mb-1.5 px-2 text-danger text-xs">
          {fault}
        </p>
      )}
      <div className="flex items-end gap-1.5 rounded-[1.375rem] border border-edge/70 bg-raised p-1.5 shadow-near transition-colors focus-within:border-(--focus)">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          aria-label={words.composer(nameText(otherName))}
          placeholder={words.placeholder}
          enterKeyHint={isTouch() ? 'enter' : 'send'}
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value);
            drafts.keep(conversation.id, event.target.value);
            setFault(undefined);
            conversation.typing.set(event.target.value.trim() !== '');
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => conversation.typing.set(false)}
          className="block min-h-10 flex-1 resize-none bg-transparent px-3 py-2 text-base leading-6 outline-none placeholder:text-ink-faint"
        />
        <Counter chars={chars} />
        <button
          type="submit"
          aria-label={words.send}
          title={words.send}
          aria-disabled={!canSend}
          // Keeps the focus, and with it the screen keyboard, in the text.
          onMouseDown={(event) => event.preventDefault()}
          className={classNames(
            'grid size-10 shrink-0 place-items-center rounded-full transition-[background-color,color,transform] duration-150',
            canSend
              ? 'bg-accent text-on-accent hover:bg-accent-deep active:scale-95'
              : 'bg-sunken text-ink-faint',
          )}
        >
          <SendHorizontal aria-hidden className="size-5" />
        </button>
      </div>
    </form>
  );
}

/** Says nothing until the end is near. */
function Counter({ chars }: { readonly chars: number }) {
  const words = useWords(conversationWords);
  const format = useFormat();
  if (chars <= WARN_CHARS) return null;
  const isTooLong = chars > MAX_CHARS;
  const count = format.number(Math.abs(MAX_CHARS - chars));
  return (
    <span
      role={isTooLong ? 'alert' : undefined}
      className={classNames(
        'self-center text-2xs tabular-nums',
        isTooLong ? 'text-danger' : 'text-ink-faint',
      )}
    >
      {isTooLong ? words.tooLong(count) : words.left(count)}
    </span>
  );
}

function isTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}

/** The frame keeps its room while the field is measured: the list above would take it for a moment, and lose its end. */
function growWith(field: HTMLTextAreaElement | null, text: string): void {
  const frame = field?.parentElement;
  if (!field || !frame) return;
  frame.style.minHeight = `${frame.offsetHeight}px`;
  field.style.height = 'auto';
  if (text !== '') field.style.height = `${Math.min(field.scrollHeight, MAX_HEIGHT_PX)}px`;
  field.style.overflowY = field.scrollHeight > MAX_HEIGHT_PX ? 'auto' : 'hidden';
  frame.style.minHeight = '';
}
