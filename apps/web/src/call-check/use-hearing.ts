import { listenToLevel } from '@jiggy-care/client/browser';
import type { DeviceCheckState } from '@jiggy-care/client/calls';
import { type RefObject, useEffect, useRef, useState } from 'react';

/** On the meter's scale, 0–1: so loud is a voice, and no hum of a room. */
const VOICE_LEVEL = 0.35;
const PATIENCE_MS = 8000;

export interface Hearing {
  readonly status: 'waiting' | 'heard' | 'silence';
  /** The bar that moves with the voice: its `--level` is set to 0–1, past React, many times a second. */
  readonly bar: RefObject<HTMLDivElement | null>;
}

/** Listens whether a voice comes in. What was heard once stays heard, until another microphone is tried. */
export function useHearing({ stream, hasMicrophone }: DeviceCheckState): Hearing {
  const bar = useRef<HTMLDivElement>(null);
  const heardId = useRef<string>(undefined);
  const [status, setStatus] = useState<Hearing['status']>('waiting');
  useEffect(() => {
    if (stream === undefined || !hasMicrophone) return;
    const track = stream.getTracks().find(({ kind }) => kind === 'audio');
    const deviceId = track?.getSettings?.().deviceId ?? '';
    setStatus(deviceId === heardId.current ? 'heard' : 'waiting');
    const timer = setTimeout(
      () => setStatus((known) => (known === 'heard' ? known : 'silence')),
      PATIENCE_MS,
    );
    const stop = listenToLevel(stream, (level) => {
      bar.current?.style.setProperty('--level', String(level));
      if (level < VOICE_LEVEL) return;
      heardId.current = deviceId;
      setStatus('heard');
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [stream, hasMicrophone]);
  return { status, bar };
}
