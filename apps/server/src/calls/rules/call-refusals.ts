import { DomainError } from '../../errors/domain-error.ts';

export const noSuchCall = () => new DomainError('no_such_call', 'There is no such call, it may be over');
export const notAnswered = () => new DomainError('no_such_call', 'The call has not been accepted');
export const onAnotherDevice = () => new DomainError('answered_elsewhere', 'Another device has the call');
export const inAnotherCall = () => new DomainError('in_another_call', 'You are in another call');
/** The same for a stranger and for an id that nobody has. */
export const nobodyToCall = () =>
  new DomainError('not_found', 'There is nobody with this id to call in this conversation');

/** The other person declined, or did not answer, too often just now. */
export const ringsInVain = (retryAfterMs: number) =>
  new DomainError(
    'rate_limited',
    'The other person did not take your calls, please wait before calling again',
    {
      retryAfterMs: Math.ceil(retryAfterMs),
    },
  );

/** The other person cannot be rung now; the attempt is in the log. */
export class CalleeOffline extends DomainError {
  constructor(readonly callId: string) {
    super('callee_offline', 'The user is offline and cannot be called now');
  }
}
