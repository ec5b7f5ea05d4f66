import { useCalls, useStore } from '@jiggy-care/client/react';
import { Headset } from 'lucide-react';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { cureWords } from '../calls/cure-words.ts';
import { DeviceSelect, devicesOf } from '../calls/device-select.tsx';
import { useWords } from '../i18n/words.ts';
import { settingsWords } from './words.ts';

const KINDS = ['camera', 'microphone', 'speaker'] as const;

/** Which camera, microphone and speaker calls use here, and the way to try them. */
export function CallDevices() {
  const words = useWords(settingsWords);
  const cures = useWords(cureWords);
  const { devices } = useCalls();
  const state = useStore(devices.state);
  const isUnknown = KINDS.every((kind) => devicesOf(state, kind).list.length === 0);
  useEffect(() => {
    devices.refresh().catch(() => {});
  }, [devices]);
  return (
    <div className="grid gap-5">
      {isUnknown && (
        <p className="text-ink-soft text-sm">{isSecureContext ? words.callsUnnamed : cures.insecure}</p>
      )}
      {KINDS.map((kind) => (
        <DeviceSelect key={kind} kind={kind} />
      ))}
      <Link
        href="/check"
        className="inline-flex min-h-11 w-fit items-center gap-2 rounded-xl border border-edge/60 bg-raised px-4 font-semibold text-sm hover:border-edge hover:bg-hover max-sm:w-full max-sm:justify-center"
      >
        <Headset aria-hidden className="size-[1.15em]" />
        {words.callsCheck}
      </Link>
    </div>
  );
}
