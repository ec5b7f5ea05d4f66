import { ChatError, type SessionInfo } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { settingsWords } from './words.ts';

interface Props {
  readonly others: readonly SessionInfo[];
  /** Called when none of them is left, or when one could not be ended. */
  readonly onEnded: () => void;
}

/** Signs the person out everywhere but here, in one go. */
export function EndOthers({ others, onEnded }: Props) {
  const words = useWords(settingsWords);
  const faultText = useFaultText();
  const { session } = useChatClient();
  const [isAsking, setIsAsking] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  if (others.length === 0) return null;

  const end = async () => {
    setIsBusy(true);
    setFault(undefined);
    try {
      for (const { id } of others) await session.endSession(id).catch(unlessGone);
      setIsAsking(false);
    } catch (thrown) {
      setFault(faultText(thrown));
    } finally {
      setIsBusy(false);
      onEnded();
    }
  };

  return (
    <>
      <Button className="mt-4" onClick={() => setIsAsking(true)}>
        {words.endOthers}
      </Button>
      {isAsking && (
        <Dialog title={words.endOthersTitle} closeLabel={words.close} onClose={() => setIsAsking(false)}>
          <p className="text-ink-soft text-sm">{words.endOthersText}</p>
          {fault && (
            <p role="alert" className="mt-3 text-danger text-sm">
              {fault}
            </p>
          )}
          <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <Button onClick={() => setIsAsking(false)}>{words.keep}</Button>
            <Button look="danger" isBusy={isBusy} onClick={end}>
              {words.endOthers}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** One that ended by itself meanwhile is ended. */
function unlessGone(thrown: unknown): void {
  if (!(thrown instanceof ChatError && thrown.code === 'not_found')) throw thrown;
}
