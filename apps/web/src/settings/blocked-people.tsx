import type { Block } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { LIMITS } from '@jiggy-care/protocol/words';
import { useCallback, useEffect, useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { blockWords } from '../people/block-words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useNameText } from '../people/use-role-mark.ts';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** Whom the consultant has blocked, and the way to take it back. */
export function BlockedPeople() {
  const words = useWords(blockWords);
  const { blocks } = useChatClient();
  const [list, setList] = useState<readonly Block[]>();
  const [hasFailed, setHasFailed] = useState(false);
  const load = useCallback(async () => {
    setHasFailed(false);
    try {
      setList(await blocks.list({ limit: LIMITS.pageMax }));
    } catch {
      setHasFailed(true);
    }
  }, [blocks]);
  useEffect(() => {
    load();
  }, [load]);

  if (hasFailed && list === undefined) {
    return (
      <p role="alert" className="flex flex-wrap items-center gap-3 text-ink-soft text-sm">
        {words.failed}{' '}
        <Button size="small" onClick={load}>
          {words.tryAgain}
        </Button>
      </p>
    );
  }
  if (list === undefined) {
    return (
      <div role="status">
        <span className="sr-only">{words.loading}</span>
        <Skeleton className="h-10 rounded-xl" />
      </div>
    );
  }
  if (list.length === 0) return <p className="text-ink-soft text-sm">{words.none}</p>;
  return (
    <ul className="divide-y divide-line">
      {list.map((block) => (
        <BlockRow key={block.patient.id} block={block} onUnblocked={load} />
      ))}
    </ul>
  );
}

function BlockRow({ block, onUnblocked }: { readonly block: Block; readonly onUnblocked: () => void }) {
  const words = useWords(blockWords);
  const nameText = useNameText();
  const format = useFormat();
  const faultText = useFaultText();
  const { blocks } = useChatClient();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const { id, name } = block.patient;
  const unblock = async () => {
    setIsBusy(true);
    setFault(undefined);
    try {
      await blocks.remove(id);
      onUnblocked();
    } catch (thrown) {
      setFault(faultText(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <li className="flex items-center gap-3.5 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1">
        <p className="font-medium text-sm wrap-anywhere">
          <PersonName name={name} isWhole />
        </p>
        <p className="text-ink-faint text-xs">{words.since(format.fullDay(new Date(block.createdAt)))}</p>
        {fault && (
          <p role="alert" className="text-danger text-xs">
            {fault}
          </p>
        )}
      </div>
      <Button size="small" isBusy={isBusy} aria-label={words.unblockThat(nameText(name))} onClick={unblock}>
        {words.unblock}
      </Button>
    </li>
  );
}
