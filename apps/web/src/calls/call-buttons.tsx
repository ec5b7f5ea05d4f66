import { ChatError } from '@jiggy-care/client';
import type { CallType } from '@jiggy-care/client/calls';
import { useCalls, useChatClient, useStore } from '@jiggy-care/client/react';
import { type LucideIcon, Phone, Video } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { classNames } from '../ui/class-names.ts';
import { useCallObstacle } from './use-call-obstacle.ts';
import { callsWords } from './words.ts';

const HINT_MS = 5000;

interface Props {
  readonly conversationId: string;
  /** The other person, where the conversation may not be loaded. */
  readonly other?: { readonly id: string; readonly name: string };
  /** Which of the two are offered; both if not given. */
  readonly types?: readonly CallType[];
}

const BOTH = ['audio', 'video'] as const;

/** Rings the other person of a conversation, with voice or with video; where that cannot be, says why. */
export function CallButtons({ conversationId, other, types = BOTH }: Props) {
  const words = useWords(callsWords);
  const nameText = useNameText();
  const faultText = useFaultText();
  const calls = useCalls();
  const details = useStore(useChatClient().conversation(conversationId).details);
  const obstacle = useCallObstacle(conversationId)?.text;
  const [hint, setHint] = useState<string>();
  useEffect(() => {
    if (hint === undefined) return;
    const timer = setTimeout(() => setHint(undefined), HINT_MS);
    return () => clearTimeout(timer);
  }, [hint]);

  const person = other ?? details?.other;
  if (person === undefined) return null;

  const place = (type: CallType) => {
    if (obstacle !== undefined) {
      setHint(obstacle);
      return;
    }
    setHint(undefined);
    try {
      calls.place({ conversationId, type, other: person });
    } catch (thrown) {
      setHint(placeFault(thrown) ?? faultText(thrown));
    }
  };
  const placeFault = (thrown: unknown) => {
    if (!(thrown instanceof ChatError)) return undefined;
    if (thrown.code === 'in_another_call') return words.cannot.inCall;
    return thrown.code === 'not_found' ? words.cannot.unknown : undefined;
  };

  return (
    <div className="relative flex items-center gap-1">
      {types.map((type) => (
        <PlaceButton
          key={type}
          icon={ICONS[type]}
          label={words.place[type](nameText(person.name))}
          obstacle={obstacle}
          onClick={() => place(type)}
        />
      ))}
      <p role="status" className="absolute top-full right-0 z-10">
        {hint && (
          <span className="mt-2 block w-60 animate-rise rounded-xl bg-ink px-3.5 py-2.5 text-paper text-xs shadow-far">
            {hint}
          </span>
        )}
      </p>
    </div>
  );
}

const ICONS: Record<CallType, LucideIcon> = { audio: Phone, video: Video };

interface PlaceButtonProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly obstacle: string | undefined;
  readonly onClick: () => void;
}

/** It stays focusable where it cannot be used, so that the reason can be found. */
function PlaceButton({ icon: Icon, label, obstacle, onClick }: PlaceButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-disabled={obstacle !== undefined || undefined}
      aria-description={obstacle}
      title={obstacle ?? label}
      onClick={onClick}
      className={classNames(
        'grid size-11 shrink-0 place-items-center rounded-xl transition-colors',
        obstacle === undefined ? 'text-accent hover:bg-accent-soft' : 'text-ink-faint',
      )}
    >
      <Icon aria-hidden className="size-5" strokeWidth={2} />
    </button>
  );
}
