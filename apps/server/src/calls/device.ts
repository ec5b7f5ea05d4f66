import type { Identity } from '../auth/identity.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import type { Device } from './rules/call-record.ts';

export function deviceOf({ id, data }: ChatSocket, { userId }: Identity): Device {
  return {
    userId,
    socketId: id,
    deviceId: data.deviceId ?? null,
    queuesCandidates: data.announcedClient,
  };
}
