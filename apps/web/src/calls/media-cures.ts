import type { MediaProblem } from '@jiggy-care/client/calls';
import { useWords } from '../i18n/words.ts';
import { browserAtHand } from './browser-at-hand.ts';
import { cureWords } from './cure-words.ts';

export interface Cure {
  /** What is the matter, in a few words: "The camera is blocked". */
  readonly title: string;
  /** What to do about it, in this very browser. */
  readonly cure: string;
  /** Whether the same can be tried again on this page; where the page or the browser lacks it, that helps nobody. */
  readonly canRetry: boolean;
}

/** Says of a camera, a microphone or a screen that cannot be used what is the matter and what helps. */
export function useMediaCure(): (problem: Pick<MediaProblem, 'of' | 'kind'>) => Cure {
  const words = useWords(cureWords);
  return ({ of, kind }) => {
    const isInsecure = kind === 'unsupported' && !window.isSecureContext;
    if (isInsecure) return { title: words.titles[of].unsupported, cure: words.insecure, canRetry: false };
    const title = words.titles[of][kind];
    const canRetry = kind !== 'unsupported';
    if (of === 'screen') return { title, cure: words.screen[kind], canRetry };
    if (kind !== 'denied') return { title, cure: words.cures[of][kind], canRetry };
    const browser = browserAtHand(navigator.userAgent, navigator.maxTouchPoints);
    return { title, cure: words.denied[browser], canRetry };
  };
}
