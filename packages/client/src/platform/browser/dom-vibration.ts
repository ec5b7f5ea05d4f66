const PATTERN_MS = [400, 200, 400];
const EVERY_MS = 3_200;

/** Has a phone vibrate as for a call until the returned function is called; does nothing where there is no such thing. */
export function vibrate(): () => void {
  const phone = navigator as Partial<Pick<Navigator, 'vibrate' | 'userActivation'>>;
  // Before the first tap browsers refuse, and complain in the console.
  if (phone.vibrate === undefined || phone.userActivation?.hasBeenActive !== true) return () => {};
  const pulse = () => navigator.vibrate(PATTERN_MS);
  pulse();
  const timer = setInterval(pulse, EVERY_MS);
  return () => {
    clearInterval(timer);
    navigator.vibrate(0);
  };
}
