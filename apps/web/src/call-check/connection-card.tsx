import type { ConnectionCheck } from '@jiggy-care/client/calls';
import { CircleCheck, CircleMinus, CircleX, Wifi } from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { CheckCard, type Verdict } from './check-card.tsx';
import { judgeConnection } from './judge-connection.ts';
import type { ConnectionTest } from './use-connection-test.ts';
import { callCheckWords } from './words.ts';

export function ConnectionCard({ test }: { readonly test: ConnectionTest }) {
  const words = useWords(callCheckWords);
  const { isTesting, result, again } = test;
  const verdict = useVerdict(test);
  return (
    <CheckCard icon={Wifi} title={words.connection} {...verdict}>
      {result !== undefined || isTesting ? (
        <ul className="divide-y divide-line">
          <Part name="server" result={isTesting ? undefined : result} />
          <Part name="direct" result={isTesting ? undefined : result} />
          <Part name="relay" result={isTesting ? undefined : result} />
        </ul>
      ) : undefined}
      <div>
        <Button isBusy={isTesting} onClick={again}>
          {words.testAgain}
        </Button>
      </div>
    </CheckCard>
  );
}

function useVerdict({ isTesting, result }: ConnectionTest): { verdict: Verdict; hint?: string } {
  const words = useWords(callCheckWords);
  if (isTesting) return { verdict: { tone: 'busy', text: words.testing } };
  if (result === undefined) return { verdict: { tone: 'bad', text: words.fails }, hint: words.testFailed };
  switch (judgeConnection(result)) {
    case 'through':
      return { verdict: { tone: 'good', text: words.through } };
    case 'doubtful':
      return { verdict: { tone: 'unsure', text: words.doubtful }, hint: words.doubtfulRelay };
    case 'untried':
      return { verdict: { tone: 'unsure', text: words.untried }, hint: words.untriedRelay };
    case 'unsupported':
      return { verdict: { tone: 'bad', text: words.fails }, hint: words.callsUnsupported };
    case 'nearby':
      return { verdict: { tone: 'unsure', text: words.doubtful }, hint: words.nearby };
    case 'stuck-server':
      return { verdict: { tone: 'bad', text: words.stuck }, hint: words.stuckServer };
    case 'stuck-network':
      return { verdict: { tone: 'bad', text: words.stuck }, hint: words.stuckNetwork };
  }
}

const MARKS = {
  works: { icon: CircleCheck, look: 'text-accent' },
  fails: { icon: CircleX, look: 'text-danger' },
  none: { icon: CircleMinus, look: 'text-ink-faint' },
  withheld: { icon: CircleMinus, look: 'text-ink-faint' },
} as const;

type PartName = 'server' | 'direct' | 'relay';

interface PartProps {
  readonly name: PartName;
  readonly result: ConnectionCheck | undefined;
}

function Part({ name, result }: PartProps) {
  const words = useWords(callCheckWords);
  const found = result && partOf(result, name);
  const mark = found && MARKS[found.works];
  return (
    <li data-part={name} className="flex items-center justify-between gap-4 py-2.5 first:pt-0">
      <div className="min-w-0">
        <p className="font-medium text-sm">{words.parts[name]}</p>
        <p className="text-2xs text-ink-faint">{words.partHints[name]}</p>
      </div>
      {found === undefined || mark === undefined ? (
        <Skeleton className="h-4 w-20" />
      ) : (
        <p
          className={classNames(
            'flex shrink-0 items-center gap-1.5 text-xs tabular-nums',
            found.works === 'fails' ? 'font-semibold text-danger' : 'text-ink-soft',
          )}
        >
          <mark.icon aria-hidden className={classNames('size-4', mark.look)} />
          {found.works === 'none'
            ? words.none
            : found.works === 'withheld'
              ? words.notTried
              : found.works === 'fails'
                ? words.fails
                : found.ms === undefined
                  ? words.works
                  : words.worksIn(Math.round(found.ms))}
        </p>
      )}
    </li>
  );
}

function partOf({ server, direct, relay }: ConnectionCheck, name: PartName) {
  if (name === 'server') return { works: server.works ? 'works' : 'fails', ms: server.roundTripMs } as const;
  if (name === 'relay') return { works: relay.works, ms: relay.roundTripMs };
  return { works: direct, ms: undefined };
}
