import type { Call } from '@jiggy-care/client/calls';
import { useStore } from '@jiggy-care/client/react';
import { SwitchCamera } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { classNames } from '../ui/class-names.ts';
import { StreamVideo } from './stream-video.tsx';
import { callWords } from './words.ts';

const CORNERS = ['bottom-right', 'bottom-left', 'top-left', 'top-right'] as const;
type Corner = (typeof CORNERS)[number];

const PLACES: Record<Corner, string> = {
  'bottom-right': 'right-0 bottom-0',
  'bottom-left': 'bottom-0 left-0',
  'top-left': 'top-0 left-0',
  'top-right': 'top-0 right-0',
};
/** A press that moves less than this is a click. */
const DRAG_PX = 6;
const SNAP_MS = 220;

/** One's own picture over the other's. It is dragged, clicked or moved by arrow keys from corner to corner. */
export function OwnPicture({ call }: { readonly call: Call }) {
  const words = useWords(callWords);
  const { preview, canFlipCamera, screen } = useStore(call.local);
  const frame = useRef<HTMLDivElement>(null);
  const { corner, moveTo, onPointerDown, wasDragged } = useCorner(frame);
  if (preview === undefined) return null;

  const onKeyDown = (event: KeyboardEvent) => {
    const target = CORNER_AFTER[event.key]?.(corner);
    if (target === undefined) return;
    event.preventDefault();
    moveTo(target);
  };

  return (
    <div
      ref={frame}
      data-corner={corner}
      className={classNames(
        'call-own pointer-events-auto absolute z-10 w-[6.25rem] touch-none select-none overflow-hidden rounded-2xl shadow-far ring-1 ring-white/20 sm:w-36 lg:w-52',
        PLACES[corner],
      )}
    >
      <button
        type="button"
        aria-label={words.ownPictureKeys}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
        onClick={() => {
          if (!wasDragged.current) moveTo(after(corner));
        }}
        className="block w-full cursor-grab rounded-2xl outline-offset-[-3px] active:cursor-grabbing"
      >
        <StreamVideo
          stream={preview}
          data-own-video
          className={classNames(
            'pointer-events-none aspect-[3/4] w-full bg-black sm:aspect-[4/3]',
            screen === 'on' ? 'object-contain' : 'object-cover',
            isMirrored(preview, screen === 'on') && '-scale-x-100',
          )}
        />
      </button>
      {canFlipCamera && screen === 'off' && (
        <button
          type="button"
          aria-label={words.flip}
          title={words.flip}
          onClick={() => call.flipCamera()}
          className="absolute right-1 bottom-1 grid size-10 place-items-center rounded-full bg-black/55 text-white"
        >
          <SwitchCamera aria-hidden className="size-5" />
        </button>
      )}
    </div>
  );
}

/** People know themselves from the mirror; a screen and what a back camera sees are for reading. */
export function isMirrored(preview: { getTracks(): unknown[] }, isScreen: boolean): boolean {
  if (isScreen) return false;
  const track = (preview as MediaStream).getVideoTracks()[0];
  return track?.getSettings().facingMode !== 'environment';
}

const CORNER_AFTER: Partial<Record<string, (corner: Corner) => Corner>> = {
  ArrowLeft: (corner) => (corner.startsWith('top') ? 'top-left' : 'bottom-left'),
  ArrowRight: (corner) => (corner.startsWith('top') ? 'top-right' : 'bottom-right'),
  ArrowUp: (corner) => (corner.endsWith('left') ? 'top-left' : 'top-right'),
  ArrowDown: (corner) => (corner.endsWith('left') ? 'bottom-left' : 'bottom-right'),
};

function after(corner: Corner): Corner {
  return CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length] ?? corner;
}

/** Which corner of its parent an element stands in, and how it gets from one to another. */
function useCorner(frame: { readonly current: HTMLDivElement | null }) {
  const [corner, setCorner] = useState<Corner>('bottom-right');
  const wasDragged = useRef(false);
  const leftAt = useRef<DOMRect>(undefined);

  const moveTo = (next: Corner) => {
    leftAt.current = frame.current?.getBoundingClientRect();
    if (frame.current) frame.current.style.transform = '';
    setCorner(next);
    // dropped where it came from, nothing is drawn anew, and it still has to glide back
    if (next === corner) glide(frame.current, leftAt.current);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: it glides whenever the corner has changed
  useLayoutEffect(() => {
    glide(frame.current, leftAt.current);
    leftAt.current = undefined;
  }, [corner, frame]);

  const onPointerDown = (down: PointerEvent) => {
    const element = frame.current;
    const bounds = element?.offsetParent?.getBoundingClientRect();
    if (element === null || bounds === undefined || down.button !== 0) return;
    const start = element.getBoundingClientRect();
    wasDragged.current = false;
    const target = down.currentTarget;
    target.setPointerCapture(down.pointerId);

    const move = (event: Event) => {
      if (!(event instanceof window.PointerEvent)) return;
      const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
      if (!wasDragged.current && Math.hypot(dx, dy) < DRAG_PX) return;
      wasDragged.current = true;
      const x = between(dx, bounds.left - start.left, bounds.right - start.right);
      const y = between(dy, bounds.top - start.top, bounds.bottom - start.bottom);
      element.style.transform = `translate(${x}px, ${y}px)`;
    };
    const drop = () => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', drop);
      target.removeEventListener('pointercancel', drop);
      if (!wasDragged.current) return;
      const now = element.getBoundingClientRect();
      const isLeft = now.left + now.right < bounds.left + bounds.right;
      const isTop = now.top + now.bottom < bounds.top + bounds.bottom;
      moveTo(`${isTop ? 'top' : 'bottom'}-${isLeft ? 'left' : 'right'}`);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', drop);
    target.addEventListener('pointercancel', drop);
  };

  return { corner, moveTo, onPointerDown, wasDragged };
}

function between(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function glide(element: HTMLElement | null, from: DOMRect | undefined): void {
  if (element === null || from === undefined) return;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const to = element.getBoundingClientRect();
  element.animate(
    [{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: 'none' }],
    { duration: SNAP_MS, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' },
  );
}
