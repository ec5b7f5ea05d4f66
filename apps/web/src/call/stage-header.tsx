import type { Call } from '@jiggy-care/client/calls';
import { useStore } from '@jiggy-care/client/react';
import { ChevronDown, type LucideIcon, Maximize, Minimize, PictureInPicture2 } from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useNameText } from '../people/use-role-mark.ts';
import { classNames } from '../ui/class-names.ts';
import { CallClock } from './call-clock.tsx';
import { QualityBars } from './quality-bars.tsx';
import type { StageExtra } from './stage-extras.ts';
import { callWords } from './words.ts';

const EXTRA_ICONS: Record<StageExtra['kind'], LucideIcon> = {
  'picture-in-picture': PictureInPicture2,
  'full-screen': Maximize,
};

interface Props {
  readonly call: Call;
  readonly titleId: string;
  readonly isWaiting: boolean;
  readonly isLive: boolean;
  readonly isQualityOpen: boolean;
  readonly extras: readonly StageExtra[];
  readonly onQuality: () => void;
  readonly onMinimise: () => void;
}

/** Whom one talks to, for how long, how well; and the way back to the rest of the app. */
export function StageHeader(props: Props) {
  const { call, titleId, isWaiting, isLive, isQualityOpen, extras, onQuality, onMinimise } = props;
  const words = useWords(callWords);
  const nameText = useNameText();
  return (
    <header className="pointer-events-auto relative z-20 col-start-1 row-start-1 flex items-center gap-1.5 px-2 pt-[max(0.5rem,env(safe-area-inset-top))] pb-2 lg:px-4 lg:pt-3.5 lg:pb-3">
      <button
        type="button"
        aria-label={words.back}
        title={`${words.back}. ${words.backHint}.`}
        onClick={onMinimise}
        className="grid size-11 shrink-0 place-items-center rounded-full text-white hover:bg-white/14"
      >
        <ChevronDown aria-hidden className="size-6" />
      </button>
      <div className="min-w-0">
        <h1
          id={titleId}
          tabIndex={-1}
          data-first-focus
          className="truncate font-semibold text-base text-white tracking-tight outline-none"
        >
          <span className="sr-only">{words.stage(nameText(call.other.name))}</span>
          {/* While it rings the name stands large in the middle. */}
          {!isWaiting && (
            <span aria-hidden>
              <PersonName name={call.other.name} />
            </span>
          )}
        </h1>
        <p className="flex min-h-4 items-center gap-2 text-2xs text-white/85 tabular-nums">
          <CallClock call={call} />
        </p>
      </div>
      <div className="ml-auto flex shrink-0 items-center gap-1">
        {isLive && <Quality call={call} isOpen={isQualityOpen} onClick={onQuality} />}
        {extras.map((extra) => {
          const Icon = extra.isOn && extra.kind === 'full-screen' ? Minimize : EXTRA_ICONS[extra.kind];
          return (
            <button
              key={extra.kind}
              type="button"
              aria-label={extra.label}
              aria-pressed={extra.isOn}
              title={extra.label}
              onClick={extra.onClick}
              className="hidden size-11 place-items-center rounded-full text-white hover:bg-white/14 sm:grid"
            >
              <Icon aria-hidden className="size-5" />
            </button>
          );
        })}
      </div>
    </header>
  );
}

interface QualityProps {
  readonly call: Call;
  readonly isOpen: boolean;
  readonly onClick: () => void;
}

function Quality({ call, isOpen, onClick }: QualityProps) {
  const words = useWords(callWords).quality;
  const nameText = useNameText();
  const { sending, receiving } = useStore(call.quality);
  const name = nameText(call.other.name);
  const said = `${words.receiving(name)}: ${words.levels[receiving]}. ${words.sending(name)}: ${words.levels[sending]}.`;
  return (
    <button
      type="button"
      aria-label={`${words.title}. ${said}`}
      aria-expanded={isOpen}
      title={words.title}
      onClick={onClick}
      className={classNames(
        'flex h-11 items-center gap-2.5 rounded-full px-3 text-white hover:bg-white/14',
        isOpen && 'bg-white/14',
      )}
    >
      <QualityBars direction="receiving" level={receiving} />
      <QualityBars direction="sending" level={sending} />
    </button>
  );
}
