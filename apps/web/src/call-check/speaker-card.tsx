import { useCalls } from '@jiggy-care/client/react';
import { Volume2 } from 'lucide-react';
import { useId, useState } from 'react';
import { DeviceSelect } from '../calls/device-select.tsx';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { CheckCard, type Verdict } from './check-card.tsx';
import { callCheckWords } from './words.ts';

export type SpeakerAnswer = 'untried' | 'playing' | 'asked' | 'heard' | 'unheard' | 'unplayed';

interface Props {
  readonly answer: SpeakerAnswer;
  readonly onAnswer: (answer: SpeakerAnswer) => void;
}

/** Only the person knows whether there was a sound. */
export function SpeakerCard({ answer, onAnswer }: Props) {
  const words = useWords(callCheckWords);
  const { check } = useCalls();
  const id = useId();
  const [hasPlayed, setHasPlayed] = useState(false);
  const play = async () => {
    onAnswer('playing');
    const didPlay = await check.playChime().catch(() => false);
    setHasPlayed(true);
    onAnswer(didPlay ? 'asked' : 'unplayed');
  };

  const verdicts: Record<SpeakerAnswer, Verdict> = {
    untried: { tone: 'open', text: words.notTried },
    playing: { tone: 'busy', text: words.playing },
    asked: { tone: 'open', text: words.yourAnswer },
    heard: { tone: 'good', text: words.works },
    unheard: { tone: 'bad', text: words.unheard },
    unplayed: { tone: 'bad', text: words.unplayed },
  };
  const hints: Partial<Record<SpeakerAnswer, string>> = {
    unheard: words.unheardHint,
    unplayed: words.unplayedHint,
  };
  return (
    <CheckCard icon={Volume2} title={words.speaker} verdict={verdicts[answer]} hint={hints[answer]}>
      <div className="flex flex-wrap items-center gap-2.5">
        <Button
          look={hasPlayed ? 'plain' : 'soft'}
          icon={Volume2}
          isBusy={answer === 'playing'}
          onClick={play}
        >
          {hasPlayed ? words.playAgain : words.play}
        </Button>
        {answer === 'asked' && (
          <fieldset className="flex flex-wrap items-center gap-2.5" aria-labelledby={`${id}-question`}>
            <p id={`${id}-question`} className="font-medium text-sm max-sm:w-full sm:ml-1.5">
              {words.didYouHear}
            </p>
            <Button look="soft" onClick={() => onAnswer('heard')}>
              {words.yes}
            </Button>
            <Button look="soft" onClick={() => onAnswer('unheard')}>
              {words.no}
            </Button>
          </fieldset>
        )}
      </div>
      <DeviceSelect kind="speaker" onChosen={() => onAnswer('untried')} />
    </CheckCard>
  );
}
