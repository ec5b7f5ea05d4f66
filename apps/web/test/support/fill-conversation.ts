import { io, type Socket } from 'socket.io-client';
import { markRead, type Pair, type TestPerson, THERE } from './people.ts';

/** Messages on their way at once: as many as keep the server busy. */
const LANES = 200;
const READ_AT_ONCE = 1000;

/** Writes many messages of uneven height, `message 1`, `message 2` …, by turns from both people, all of them read. */
export async function fillConversation(pair: Pair, count: number): Promise<void> {
  const patient = await join(pair, pair.patient);
  const consultant = await join(pair, pair.consultant);
  const unread: string[] = [];
  // The first and the last go alone, so that they are the first and the last.
  await send(pair, pair.patient, patient, 1);
  let next = 2;
  const lane = async () => {
    while (next < count) {
      const number = next;
      next += 1;
      if (Math.floor(number / 3) % 2 === 0) await send(pair, pair.patient, patient, number);
      else unread.push(await send(pair, pair.consultant, consultant, number));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await send(pair, pair.patient, patient, count);
  for (let at = 0; at < unread.length; at += READ_AT_ONCE) {
    await markRead(pair, pair.patient, unread.slice(at, at + READ_AT_ONCE));
  }
  patient.disconnect();
  consultant.disconnect();
}

async function join({ conversationId }: Pair, { id, role, token }: TestPerson): Promise<Socket> {
  const socket = io(`${THERE}/chat`, { auth: { token }, transports: ['websocket'], forceNew: true });
  await socket.emitWithAck('join_conversation', { conversationId, userId: id, userType: role });
  return socket;
}

async function send(pair: Pair, { id, role }: TestPerson, socket: Socket, number: number): Promise<string> {
  const answer = await socket.emitWithAck('send_message', {
    conversationId: pair.conversationId,
    bookingId: pair.bookingId,
    consultantId: pair.consultant.id,
    patientId: pair.patient.id,
    senderId: id,
    senderType: role,
    content: `message ${number} ${'and a little more to say '.repeat(number % 9)}`,
  });
  return answer.data.message.id;
}
