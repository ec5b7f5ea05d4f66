import { io } from 'socket.io-client';
import { type Pair, THERE } from './people.ts';

/** The consultant's side of a call to the patient. */
export async function callerOf({ patient, consultant, conversationId }: Pair) {
  const { id, role, token } = consultant;
  const socket = io(`${THERE}/chat`, { auth: { token }, transports: ['websocket'] });
  await socket.emitWithAck('join_conversation', { conversationId, userId: id, userType: role });
  const initiation = { toUserId: patient.id, conversationId, callType: 'video' };
  return {
    ring: () => socket.emitWithAck('call:initiate', initiation),
    cancel: () => socket.emitWithAck('call:end', { toUserId: patient.id }),
    next: (event: string) => new Promise<object>((resolve) => socket.once(event, resolve)),
    leave: () => socket.disconnect(),
  };
}
