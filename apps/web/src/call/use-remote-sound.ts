import type { Call } from '@jiggy-care/client/calls';
import { useCalls, useStore } from '@jiggy-care/client/react';
import { type RefObject, useEffect, useRef, useState } from 'react';

export interface RemoteSound {
  readonly element: RefObject<HTMLAudioElement | null>;
  /** Whether the browser keeps it silent until a click, tap or key. */
  readonly isBlocked: boolean;
  play(): void;
}

/** Plays what comes from the other person on the chosen speaker, wherever in the app one is. */
export function useRemoteSound(call: Call): RemoteSound {
  const { stream } = useStore(call.remote);
  const { speakerId } = useStore(useCalls().devices.state);
  const element = useRef<HTMLAudioElement>(null);
  const [isBlocked, setIsBlocked] = useState(false);

  const play = () => {
    element.current?.play().then(
      () => setIsBlocked(false),
      // An AbortError only says that a newer stream took the place of this one.
      (reason: unknown) => reason instanceof DOMException && setIsBlocked(reason.name === 'NotAllowedError'),
    );
  };
  const playNow = useRef(play);
  playNow.current = play;

  useEffect(() => {
    const player = element.current;
    if (player === null) return;
    player.srcObject = (stream ?? null) as MediaStream | null;
    if (stream !== undefined) playNow.current();
    return () => {
      player.srcObject = null;
    };
  }, [stream]);

  useEffect(() => {
    const player = element.current;
    // A speaker that is gone leaves the sound on the system's own.
    if (player !== null && 'setSinkId' in player) player.setSinkId(speakerId ?? '').catch(() => {});
  }, [speakerId]);

  useEffect(() => {
    if (!isBlocked) return;
    const again = () => playNow.current();
    document.addEventListener('pointerup', again);
    document.addEventListener('keyup', again);
    return () => {
      document.removeEventListener('pointerup', again);
      document.removeEventListener('keyup', again);
    };
  }, [isBlocked]);

  return { element, isBlocked, play };
}
