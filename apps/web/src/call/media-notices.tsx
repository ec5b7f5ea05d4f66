import type { Call, MediaProblem } from '@jiggy-care/client/calls';
import { useStore } from '@jiggy-care/client/react';
import { TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { useMediaCure } from '../calls/media-cures.ts';
import { useWords } from '../i18n/words.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { callWords } from './words.ts';

interface Props {
  readonly call: Call;
  /** Of the screen: it is no state of the call, it is told once. */
  readonly screenProblem: MediaProblem | undefined;
  readonly onScreenHidden: () => void;
}

/** What of microphone, camera and screen does not work, and what helps. */
export function MediaNotices({ call, screenProblem, onScreenHidden }: Props) {
  const mediaCure = useMediaCure();
  const { microphoneProblem, cameraProblem } = useStore(call.local);
  const [hidden, setHidden] = useState<readonly MediaProblem[]>([]);
  const problems = [microphoneProblem, cameraProblem].flatMap((problem) =>
    problem === undefined || hidden.includes(problem) ? [] : [problem],
  );
  // What has one cure is told once: whoever blocked one of the two has mostly blocked both.
  const cures = new Set(problems.map((problem) => mediaCure(problem).cure));
  const groups = cures.size === 1 ? [problems] : problems.map((problem) => [problem]);
  return (
    <div role="status" className="grid w-full justify-items-center gap-2">
      {groups.map((group) => (
        <ProblemNotice
          key={group[0]?.of}
          problems={group}
          onRetry={() => call.retryMedia()}
          onHide={() => setHidden((all) => [...all, ...group])}
        />
      ))}
      {screenProblem && <ProblemNotice problems={[screenProblem]} onHide={onScreenHidden} />}
    </div>
  );
}

interface NoticeProps {
  /** At least one, all with the same cure. */
  readonly problems: readonly MediaProblem[];
  readonly onRetry?: () => Promise<void>;
  readonly onHide: () => void;
}

function ProblemNotice({ problems, onRetry, onHide }: NoticeProps) {
  const words = useWords(callWords);
  const mediaCure = useMediaCure();
  const [isTrying, setIsTrying] = useState(false);
  const cures = problems.map((problem) => mediaCure(problem));
  return (
    <div
      data-problem={problems.map(({ of, kind }) => `${of} ${kind}`).join(', ')}
      className="pointer-events-auto relative w-full max-w-md animate-rise rounded-2xl bg-amber-soft py-3 pr-12 pl-4 text-on-amber-soft text-xs shadow-far"
    >
      {cures.map(({ title }) => (
        <p key={title} className="flex items-center gap-2 font-semibold text-sm">
          <TriangleAlert aria-hidden className="size-4 shrink-0" /> {title}
        </p>
      ))}
      <p className="mt-1 text-pretty">{cures[0]?.cure}</p>
      {onRetry && cures.some(({ canRetry }) => canRetry) && (
        <Button
          size="small"
          isBusy={isTrying}
          className="mt-2.5"
          onClick={() => {
            setIsTrying(true);
            onRetry()
              .catch(() => {})
              .finally(() => setIsTrying(false));
          }}
        >
          {words.tryAgain}
        </Button>
      )}
      <IconButton
        icon={X}
        label={words.hide}
        onClick={onHide}
        className="absolute top-1 right-1 text-on-amber-soft hover:bg-white/10 hover:text-on-amber-soft"
      />
    </div>
  );
}
