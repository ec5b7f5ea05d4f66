/** What a key handler has to know of its event, React's or the browser's own. */
interface KeyPress {
  readonly keyCode: number;
  readonly isComposing?: boolean;
  readonly nativeEvent?: { readonly isComposing: boolean };
}

/** What browsers give instead of the key that an input method has taken. */
const TAKEN_BY_INPUT_METHOD = 229;

/**
 * Whether a key belongs to the input method, with which Japanese, Chinese and Korean are written: its Enter takes a word
 * over and its Escape throws one away, and neither is a command to us. Safari tells of the Enter only when the
 * composition is over, so `isComposing` alone does not know. Every handler of a key that is also typed asks this first.
 *
 * @source W3C UI Events, keyCode 229; WebKit bug 165004
 */
export function isOfInputMethod(event: KeyPress): boolean {
  const isComposing = event.nativeEvent?.isComposing ?? event.isComposing ?? false;
  return isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD;
}
