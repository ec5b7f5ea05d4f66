import type { RemoteMedia } from '@jiggy-care/client/calls';
import { type ComponentProps, type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';

interface Props extends Omit<ComponentProps<'video'>, 'ref'> {
  readonly stream: NonNullable<RemoteMedia['stream']>;
  readonly ref?: Ref<HTMLVideoElement>;
}

/** The picture of a stream. Its sound is played apart, so that it goes on whatever is shown. */
export function StreamVideo({ stream, ref, ...video }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  useImperativeHandle(ref, () => element.current as HTMLVideoElement, []);
  useLayoutEffect(() => {
    const player = element.current;
    if (player === null) return;
    player.srcObject = stream as MediaStream;
    // A picture without sound may always play; what rejects here was taken away again meanwhile.
    player.play().catch(() => {});
    return () => {
      player.srcObject = null;
    };
  }, [stream]);
  return <video {...video} ref={element} muted autoPlay playsInline />;
}
