import type { DeviceCheckState } from '@jiggy-care/client/calls';
import { useLayoutEffect, useRef } from 'react';

interface Props {
  readonly stream: NonNullable<DeviceCheckState['stream']>;
  readonly label: string;
}

/** One's own picture as a mirror shows it, and without its sound. */
export function Mirror({ stream, label }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  useLayoutEffect(() => {
    const video = element.current;
    if (video === null) return;
    video.srcObject = stream as MediaStream;
    video.play().catch(() => {});
    return () => {
      video.srcObject = null;
    };
  }, [stream]);
  return (
    <video
      ref={element}
      data-own-video
      aria-label={label}
      muted
      autoPlay
      playsInline
      className="size-full -scale-x-100 object-cover"
    />
  );
}
