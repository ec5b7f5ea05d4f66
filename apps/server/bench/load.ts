import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { BenchPair, Running } from './contestants.ts';

export interface Throughput {
  readonly messagesPerS: number;
  /** CPU milliseconds per message. */
  readonly serverMs: number;
  readonly postgresMs: number;
  /** From the send to the peer, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const CONTENT = 'x'.repeat(100);

/**
 * Both people of each pair are connected; the patient sends, and sends anew when its answer and the peer's copy
 * have come.
 */
export async function measureThroughput(
  running: Running,
  pairs: readonly BenchPair[],
  seconds: number,
): Promise<Throughput> {
  const sockets: Socket[] = [];
  const delays: number[] = [];
  let isMeasuring = false;
  let isOver = false;
  for (const pair of pairs) {
    const patient = await join(running.url, pair.conversationId, pair.patientId, 'patient');
    const consultant = await join(running.url, pair.conversationId, pair.consultantId, 'consultant');
    sockets.push(patient, consultant);
    let sentAt = 0;
    let missing = 0;
    const send = (): void => {
      if (isOver) return;
      missing = 2;
      sentAt = performance.now();
      patient.emit('send_message', {
        conversationId: pair.conversationId,
        content: CONTENT,
        senderType: 'patient',
      });
    };
    const arrived = (): void => {
      missing -= 1;
      if (missing === 0) send();
    };
    patient.on('message_sent', arrived);
    consultant.on('new_message', () => {
      if (isMeasuring) delays.push(performance.now() - sentAt);
      arrived();
    });
    send();
  }
  await sleep(1_000);
  const before = running.cpu();
  const startedAt = performance.now();
  isMeasuring = true;
  await sleep(seconds * 1_000);
  isMeasuring = false;
  const after = running.cpu();
  const elapsedS = (performance.now() - startedAt) / 1_000;
  isOver = true;
  for (const socket of sockets) socket.disconnect();
  const count = delays.length;
  delays.sort((a, b) => a - b);
  return {
    messagesPerS: count / elapsedS,
    serverMs: ((after.server - before.server) * 1_000) / count,
    postgresMs: ((after.postgres - before.postgres) * 1_000) / count,
    p50: delays[Math.floor(count * 0.5)] ?? 0,
    p99: delays[Math.floor(count * 0.99)] ?? 0,
  };
}

export interface IdleCost {
  /** KiB per joined socket. */
  readonly rssKiB: number;
  readonly inUseKiB: number;
  /** CPU milliseconds to connect and join. */
  readonly joinMs: number;
}

/** What each of the sockets beyond the first `from` costs while it does nothing. */
export async function measureIdle(
  running: Running,
  pairs: readonly BenchPair[],
  from: number,
  to: number,
): Promise<IdleCost> {
  const sockets: Socket[] = [];
  const grow = async (count: number): Promise<void> => {
    while (sockets.length < count) {
      const batch = Array.from({ length: Math.min(50, count - sockets.length) }, (_, index) => {
        const pair = pairs[(sockets.length + index) % pairs.length] as BenchPair;
        return join(running.url, pair.conversationId, pair.patientId, 'patient');
      });
      sockets.push(...(await Promise.all(batch)));
    }
    await sleep(1_000);
  };
  await grow(from);
  const before = { ...(await running.memory()), cpu: running.cpu().server };
  await grow(to);
  const cpu = running.cpu().server;
  const after = await running.memory();
  for (const socket of sockets) socket.disconnect();
  const count = to - from;
  return {
    rssKiB: (after.rss - before.rss) / count / 1_024,
    inUseKiB: (after.inUse - before.inUse) / count / 1_024,
    joinMs: ((cpu - before.cpu) * 1_000) / count,
  };
}

function join(url: string, conversationId: string, userId: string, userType: string): Promise<Socket> {
  const socket = io(`${url}/chat`, { forceNew: true, transports: ['websocket'], reconnection: false });
  return new Promise((resolve, reject) => {
    socket.once('connect_error', reject);
    socket.once('error', ({ message }: { message: string }) => reject(new Error(message)));
    socket.once('joined_conversation', () => {
      socket.off('error');
      resolve(socket);
    });
    socket.emit('join_conversation', { conversationId, userId, userType });
  });
}
