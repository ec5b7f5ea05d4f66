import type { MediaProblem, MediaProblemKind } from '../call.ts';

/** What browsers and phones throw, by its name; some names are those of older ones. */
const KINDS: Readonly<Record<string, MediaProblemKind>> = {
  NotAllowedError: 'denied',
  PermissionDeniedError: 'denied',
  PermissionDismissedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  DevicesNotFoundError: 'missing',
  OverconstrainedError: 'missing',
  ConstraintNotSatisfiedError: 'missing',
  NotReadableError: 'in-use',
  TrackStartError: 'in-use',
  AbortError: 'in-use',
  NotSupportedError: 'unsupported',
  // `navigator.mediaDevices` is not there at all on a page without HTTPS.
  TypeError: 'unsupported',
};

/** What a device threw, as one of the problems that a person can do something about. */
export function mediaProblem(of: MediaProblem['of'], thrown: unknown): MediaProblem {
  return { of, kind: KINDS[nameOf(thrown)] ?? 'failed', cause: thrown };
}

function nameOf(thrown: unknown): string {
  const isNamed = typeof thrown === 'object' && thrown !== null && 'name' in thrown;
  return isNamed ? String(thrown.name) : '';
}
