import type { ReachableDevice } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { BellRing, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { pushWords } from '../push/push-words.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { deviceName } from './device-name.ts';

/** On which devices the person is reached while the app is closed, and whether this one really is. */
export function ReachableDevices({ isOn }: { readonly isOn: boolean }) {
  const words = useWords(pushWords);
  const faultText = useFaultText();
  const { push } = useChatClient();
  const [devices, setDevices] = useState<readonly ReachableDevice[]>();
  const [hasFailed, setHasFailed] = useState(false);
  const [told, setTold] = useState<{ readonly text: string; readonly isFault: boolean }>();
  const [isBusy, setIsBusy] = useState(false);

  const load = useCallback(() => {
    setHasFailed(false);
    push.list().then(setDevices, () => setHasFailed(true));
  }, [push]);
  useEffect(load, [load]);

  const attempt = async (work: () => Promise<void>, text?: string) => {
    setIsBusy(true);
    setTold(undefined);
    try {
      await work();
      if (text !== undefined) setTold({ text, isFault: false });
    } catch (thrown) {
      setTold({ text: faultText(thrown), isFault: true });
    }
    setIsBusy(false);
    load();
  };

  if (hasFailed && devices === undefined)
    return (
      <p role="alert" className="flex flex-wrap items-center gap-3 text-ink-soft text-sm">
        {words.devicesFailed}{' '}
        <Button size="small" onClick={load}>
          {words.tryAgain}
        </Button>
      </p>
    );
  if (devices === undefined) return null;
  return (
    <div className="grid gap-3">
      {devices.length === 0 ? (
        <Notice tone="warning" icon={TriangleAlert}>
          {words.none}
        </Notice>
      ) : (
        <div>
          <h3 className="font-semibold text-sm">{words.devices}</h3>
          <ul className="mt-2 divide-y divide-line">
            {devices.map((device) => (
              <DeviceRow
                key={device.id}
                device={device}
                onRemove={() => attempt(() => push.remove(device.id))}
              />
            ))}
          </ul>
        </div>
      )}
      {isOn && devices.some(({ current }) => current) && (
        <Button
          className="justify-self-start"
          size="small"
          isBusy={isBusy}
          onClick={() => attempt(() => push.test(), words.tested)}
        >
          {words.test}
        </Button>
      )}
      {told && (
        <p
          role={told.isFault ? 'alert' : 'status'}
          className={told.isFault ? 'text-danger text-xs' : 'text-ink-soft text-xs'}
        >
          {told.text}
        </p>
      )}
    </div>
  );
}

function DeviceRow({
  device: { userAgent, current, lastOkAt },
  onRemove,
}: {
  readonly device: ReachableDevice;
  readonly onRemove: () => void;
}) {
  const words = useWords(pushWords);
  const format = useFormat();
  const name = deviceName(userAgent) ?? words.unknownDevice;
  const reached = lastOkAt === null ? words.notYet : words.lastReached(format.ago(new Date(lastOkAt)));
  return (
    <li className="flex items-center gap-3.5 py-3 first:pt-0 last:pb-0">
      <BellRing aria-hidden className="size-5 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-sm">{name}</p>
        <p className="text-ink-faint text-xs">{current ? `${words.thisDevice} · ${reached}` : reached}</p>
      </div>
      {!current && (
        <Button size="small" aria-label={words.removeThat(name)} onClick={onRemove}>
          {words.remove}
        </Button>
      )}
    </li>
  );
}
