import type { Person } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { Ban } from 'lucide-react';
import { useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { blockWords } from './block-words.ts';
import { NameIn } from './name-in.tsx';

/** Lets a consultant block a patient, once they have read what that means. */
export function BlockPerson({ person }: { readonly person: Person }) {
  const words = useWords(blockWords);
  const faultText = useFaultText();
  const { blocks } = useChatClient();
  const [step, setStep] = useState<'offered' | 'asked' | 'busy' | 'done'>('offered');
  const [fault, setFault] = useState<string>();

  const block = async () => {
    setStep('busy');
    setFault(undefined);
    try {
      await blocks.add(person.id);
      setStep('done');
    } catch (thrown) {
      setFault(faultText(thrown));
      setStep('asked');
    }
  };

  if (step === 'done') {
    return (
      <p role="status" className="text-ink-soft text-sm">
        {words.blocked}
      </p>
    );
  }
  if (step === 'offered') {
    return (
      <Button look="quiet-danger" size="small" icon={Ban} className="-ml-3" onClick={() => setStep('asked')}>
        {words.block}
      </Button>
    );
  }
  return (
    <section aria-label={words.askTitle}>
      <h3 className="font-semibold text-sm">{words.askTitle}</h3>
      <p className="mt-1 text-ink-soft text-sm wrap-anywhere">
        <NameIn text={words.ask} name={person.name} />
      </p>
      {fault && (
        <p role="alert" className="mt-2 text-danger text-sm">
          {fault}
        </p>
      )}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button onClick={() => setStep('offered')}>{words.keep}</Button>
        <Button look="danger" isBusy={step === 'busy'} onClick={block}>
          {words.block}
        </Button>
      </div>
    </section>
  );
}
