import { type RefObject, useCallback, useEffect, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { callWords } from './words.ts';

/** Something that only some browsers can do with the picture. */
export interface StageExtra {
  readonly kind: 'picture-in-picture' | 'full-screen';
  readonly label: string;
  readonly isOn: boolean;
  onClick(): void;
}

interface Places {
  /** Fills the screen. */
  readonly stage: RefObject<HTMLElement | null>;
  /** The picture of the other, once there is one. */
  readonly video: HTMLVideoElement | null;
}

/** Picture in picture and full screen, as far as this browser has them. */
export function useStageExtras({ stage, video }: Places): StageExtra[] {
  const words = useWords(callWords);
  const isFull = useIsFullScreen();
  const isFloating = useIsFloating(video);
  const extras: StageExtra[] = [];
  if (video !== null && document.pictureInPictureEnabled) {
    extras.push({
      kind: 'picture-in-picture',
      label: isFloating ? words.pictureOff : words.picture,
      isOn: isFloating,
      onClick: () => {
        // Refused where the picture has not begun yet: the button stays for another try.
        const change = isFloating ? document.exitPictureInPicture() : video.requestPictureInPicture();
        Promise.resolve(change).catch(() => {});
      },
    });
  }
  if (document.fullscreenEnabled) {
    extras.push({
      kind: 'full-screen',
      label: isFull ? words.fullScreenOff : words.fullScreen,
      isOn: isFull,
      onClick: () => {
        const change = isFull ? document.exitFullscreen() : stage.current?.requestFullscreen();
        change?.catch(() => {});
      },
    });
  }
  return extras;
}

function useIsFullScreen(): boolean {
  const [isFull, setIsFull] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = () => setIsFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  return isFull;
}

function useIsFloating(video: HTMLVideoElement | null): boolean {
  const [isFloating, setIsFloating] = useState(false);
  const look = useCallback(() => setIsFloating(document.pictureInPictureElement === video), [video]);
  useEffect(() => {
    if (video === null) {
      setIsFloating(false);
      return;
    }
    look();
    video.addEventListener('enterpictureinpicture', look);
    video.addEventListener('leavepictureinpicture', look);
    return () => {
      video.removeEventListener('enterpictureinpicture', look);
      video.removeEventListener('leavepictureinpicture', look);
    };
  }, [video, look]);
  return isFloating;
}
