import { useChatClient, useConnection, useSession } from '@jiggy-care/client/react';
import { type ReactNode, useEffect, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LooseCable } from '../ui/pictures.tsx';
import { DemoQuestion } from './demo-question.tsx';
import { OpeningMark } from './opening-mark.tsx';
import { useDemoLink } from './use-demo-link.ts';
import { sessionWords } from './words.ts';

interface Props {
  /** Shown to nobody in particular; a demo link that led nowhere says why. */
  readonly signedOut: (fault: string | undefined) => ReactNode;
  /** Shown to the person who is signed in. */
  readonly signedIn: ReactNode;
}

/** Decides between the door and the house; nothing of one person is left when another one comes in. */
export function SessionGate({ signedOut, signedIn }: Props) {
  const { status, user } = useSession();
  const demo = useDemoLink();
  const words = useWords(sessionWords);
  if (status === 'unknown' || demo.isEntering) return <Opening />;
  if (status === 'signed-out' || user === undefined) {
    return signedOut(demo.failure === undefined ? undefined : words.demoFailed);
  }
  return (
    <div key={user.id} className="contents">
      {signedIn}
      {demo.question && <DemoQuestion question={demo.question} />}
    </div>
  );
}

/** Long enough that a healthy start never shows it. */
const PATIENCE_MS = 4000;

function Opening() {
  const words = useWords(sessionWords);
  const client = useChatClient();
  const { status, attempt } = useConnection();
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);

  if (!(status === 'offline' || attempt > 1 || isLate)) return <OpeningMark />;
  return (
    <main className="grid h-full place-items-center bg-paper p-6">
      <EmptyState
        picture={<LooseCable />}
        title={words.unreachableTitle}
        action={<Button onClick={() => client.session.restore().catch(() => {})}>{words.tryNow}</Button>}
      >
        {words.unreachable}
      </EmptyState>
    </main>
  );
}
