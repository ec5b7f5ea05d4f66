import type { CallOutcome, CallPhase, CallState, CallTrouble } from '../call.ts';

/** Everything that can happen to a call, as one side sees it. */
export type CallInput =
  /** It rings, there or here; the server says until when. */
  | { readonly kind: 'rings'; readonly ringEndsAt?: number | undefined }
  /** The person here wants to take it. */
  | { readonly kind: 'answers' }
  /** The server says that both agreed. */
  | { readonly kind: 'taken' }
  /** The peers are connected. */
  | { readonly kind: 'up' }
  /** They were, and are not. */
  | { readonly kind: 'down'; readonly trouble: CallTrouble }
  /** Another try to connect them, or news of why there must be one. */
  | {
      readonly kind: 'trying';
      readonly attempt?: number | undefined;
      readonly trouble?: CallTrouble | undefined;
    }
  | { readonly kind: 'over'; readonly outcome: CallOutcome };

type InputKind = CallInput['kind'];

/** What may happen in each phase, and the phase that follows; whatever is not here changes nothing. */
export const LEGAL_MOVES: {
  readonly [P in CallPhase]: { readonly [K in InputKind]?: CallPhase };
} = {
  calling: { rings: 'ringing', taken: 'connecting', over: 'ended' },
  ringing: { rings: 'ringing', taken: 'connecting', over: 'ended' },
  incoming: { rings: 'incoming', answers: 'answering', over: 'ended' },
  answering: { taken: 'connecting', over: 'ended' },
  connecting: { trying: 'connecting', up: 'live', over: 'ended' },
  live: { down: 'reconnecting', over: 'ended' },
  reconnecting: { trying: 'reconnecting', up: 'live', over: 'ended' },
  ended: {},
};

/**
 * What an input makes of a call. Pure.
 *
 * @param now milliseconds since 1970
 * @returns   the very same object where the input is not legal, or changes nothing
 */
export function move(state: CallState, input: CallInput, now: number): CallState {
  const phase = LEGAL_MOVES[state.phase][input.kind];
  if (phase === undefined) return state;
  const next = { ...carriedOver(state, phase), ...broughtBy(input, state, now), phase };
  if (phase !== state.phase) return { ...next, since: now };
  return isSame(state, next) ? state : next;
}

export function isOver({ phase }: CallState): boolean {
  return phase === 'ended';
}

/** What outlives the step into the next phase. */
function carriedOver(state: CallState, phase: CallPhase): CallState {
  const { ringEndsAt, liveSince, since } = state;
  const rings = phase === 'ringing' || phase === 'incoming' || phase === 'answering';
  return {
    phase,
    since,
    ...(liveSince === undefined ? {} : { liveSince }),
    ...(rings && ringEndsAt !== undefined ? { ringEndsAt } : {}),
  };
}

function broughtBy(input: CallInput, { liveSince }: CallState, now: number): Partial<CallState> {
  switch (input.kind) {
    case 'rings':
      return input.ringEndsAt === undefined ? {} : { ringEndsAt: input.ringEndsAt };
    case 'up':
      return { liveSince: liveSince ?? now };
    case 'down':
      return { trouble: input.trouble };
    case 'trying': {
      const { attempt, trouble } = input;
      return { ...(attempt === undefined ? {} : { attempt }), ...(trouble === undefined ? {} : { trouble }) };
    }
    case 'over':
      return { endedAt: now, outcome: input.outcome };
    default:
      return {};
  }
}

function isSame(a: CallState, b: CallState): boolean {
  return a.attempt === b.attempt && a.trouble === b.trouble && a.ringEndsAt === b.ringEndsAt;
}
