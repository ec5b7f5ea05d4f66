import type { Call, QualityLevel } from '@jiggy-care/client/calls';
import { useStore } from '@jiggy-care/client/react';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { QualityBars } from './quality-bars.tsx';
import { StagePanel } from './stage-panel.tsx';
import { callWords } from './words.ts';

interface Props {
  readonly call: Call;
  readonly onClose: () => void;
}

/** What the bars mean, for each side, and what helps. */
export function QualityPanel({ call, onClose }: Props) {
  const words = useWords(callWords).quality;
  const nameText = useNameText();
  const format = useFormat();
  const { sending, receiving, cause, roundTripMs, isRelayed } = useStore(call.quality);
  const name = nameText(call.other.name);
  const way = [
    roundTripMs === undefined ? undefined : words.roundTrip(`${format.number(Math.round(roundTripMs))} ms`),
    isRelayed === true ? words.relayed : undefined,
  ].filter((part) => part !== undefined);
  const isWorthSaying = [sending, receiving].some((level) => level === 'poor' || level === 'bad');
  return (
    <StagePanel title={words.title} place="top" onClose={onClose}>
      <dl className="grid gap-2.5">
        <Side direction="receiving" level={receiving} text={words.receiving(name)} />
        <Side direction="sending" level={sending} text={words.sending(name)} />
      </dl>
      {isWorthSaying && cause !== undefined && (
        <p className="mt-3.5 text-ink-soft text-xs text-pretty">{words.causes[cause]}</p>
      )}
      {way.length > 0 && <p className="mt-3.5 text-2xs text-ink-faint">{way.join(', ')}</p>}
    </StagePanel>
  );
}

interface SideProps {
  readonly direction: 'sending' | 'receiving';
  readonly level: QualityLevel;
  readonly text: string;
}

function Side({ direction, level, text }: SideProps) {
  const { levels } = useWords(callWords).quality;
  return (
    <div className="flex items-center justify-between gap-4 text-sm">
      <dt className="min-w-0 text-ink-soft text-pretty">{text}</dt>
      <dd className="flex shrink-0 items-center gap-2.5 font-semibold">
        {levels[level]} <QualityBars direction={direction} level={level} />
      </dd>
    </div>
  );
}
