import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { RawSocket } from '../support/raw-socket.ts';

/** What an attacker has: where the server is, and an account with a conversation. */
export interface Foothold {
  readonly url: string;
  readonly api: string;
  readonly token: string;
  readonly userId: string;
  readonly role: 'patient' | 'consultant';
  readonly otherId: string;
  /** The attacker's own second account, which is called. */
  readonly otherToken: string;
  readonly conversationId: string;
  readonly bookingId: string;
}

/** Does its worst until it is ended from outside. Each counts what it got done. */
type Attack = (foothold: Foothold, done: (what: string | number) => void) => Promise<void>;

const EMOJI_TEXT = '😀'.repeat(10_000);

/** So many requests under way all the time. */
function keepAsking(width: number, ask: (n: number) => Promise<string | number>): Attack {
  return async (_, done) => {
    let n = 0;
    await Promise.all(
      Array.from({ length: width }, async () => {
        for (;;) {
          n += 1;
          done(await ask(n).catch(() => 'broken'));
        }
      }),
    );
  };
}

function reading(width: number, path: (foothold: Foothold) => string): Attack {
  return (foothold, done) =>
    keepAsking(width, async () => {
      const reply = await fetch(`${foothold.api}${path(foothold)}`, {
        headers: { Authorization: `Bearer ${foothold.token}` },
      });
      await reply.arrayBuffer();
      // Who is told to wait asks again at once, as an attacker does, but leaves this process some air.
      if (reply.status === 429) await pause(20);
      return reply.status;
    })(foothold, done);
}

function flooding(perSecond: number, event: (foothold: Foothold) => [string, object]): Attack {
  return async (foothold, done) => {
    const socket = io(`${foothold.url}/chat`, { transports: ['websocket'], auth: { token: foothold.token } });
    socket.on('error', ({ code }: { code: string }) => done(code));
    socket.on('disconnect', () => setTimeout(() => socket.connect(), 50));
    await socket.emitWithAck('join_conversation', {
      conversationId: foothold.conversationId,
      userId: foothold.userId,
      userType: foothold.role,
    });
    for (;;) {
      const batch = Math.max(1, Math.round(perSecond / 50));
      for (let n = 0; n < batch; n += 1) socket.emit(...event(foothold));
      done('sent');
      await pause(20);
    }
  };
}

/** Floods the called device with the largest of offers from the given moment of a call on. */
function offering(from: 'call:incoming' | 'call:accepted'): Attack {
  return async ({ url, token, otherToken, conversationId, otherId: toUserId, userId, role }, done) => {
    const [caller, callee] = [token, otherToken].map((own) =>
      io(`${url}/chat`, { transports: ['websocket'], auth: { token: own } }),
    ) as [Socket, Socket];
    caller.on('error', ({ code }: { code: string }) => done(code));
    callee.on('webrtc:offer', () => done('arrived'));
    await new Promise<void>((resolve) => callee.once('connect', () => resolve()));
    await caller.emitWithAck('join_conversation', { conversationId, userId, userType: role });
    const rings = new Promise<void>((resolve) => callee.once('call:incoming', () => resolve()));
    caller.emit('call:initiate', { toUserId, conversationId, callType: 'video' });
    await rings;
    if (from === 'call:accepted') await callee.emitWithAck('call:accept', { toUserId: userId });
    done(from);
    const sdp = `v=0\r\n${`a=x:${'y'.repeat(80)}\r\n`.repeat(680)}`;
    for (;;) {
      for (let n = 0; n < 3; n += 1) caller.emit('webrtc:offer', { toUserId, offer: { type: 'offer', sdp } });
      done('sent');
      await pause(20);
    }
  };
}

export const ATTACKS = {
  'reads the list of bookings': reading(40, () => '/bookings'),
  'reads the list of conversations': reading(
    40,
    ({ role, userId }) => `/chat/conversations?${role}Id=${userId}`,
  ),
  'reads the inbox': reading(
    40,
    ({ role, userId }) =>
      `/chat/conversations?${role}Id=${userId}&limit=500&expand=people,lastMessage,unread,presence`,
  ),
  'reads pages of the longest messages': reading(
    40,
    ({ conversationId }) => `/chat/conversations/${conversationId}/messages?limit=500`,
  ),
  'catches up on the longest messages': reading(40, ({ conversationId }) => {
    const first = Buffer.from(`c1.${conversationId.slice(0, 8)}.0`).toString('base64url');
    return `/chat/conversations/${conversationId}/changes?limit=500&since=${first}`;
  }),
  'searches the directory with long patterns': reading(40, () => `/consultants?search=${'%25_'.repeat(33)}`),
  'books and cancels': (foothold, done) =>
    keepAsking(20, async () => {
      const reply = await fetch(`${foothold.api}/bookings`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${foothold.token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          [foothold.role === 'patient' ? 'consultantId' : 'patientId']: foothold.otherId,
          scheduledAt: new Date(Date.now() + 3_600_000).toISOString(),
        }),
      });
      if (reply.status === 429) await pause(20);
      return reply.status;
    })(foothold, done),
  'marks a thousand messages as read': flooding(200, ({ conversationId }) => [
    'mark_read',
    { conversationId, messageIds: Array.from({ length: 1_000 }, () => randomUUID()) },
  ]),
  'sends the longest messages': flooding(100, ({ conversationId, role }) => [
    'send_message',
    { conversationId, content: EMOJI_TEXT, senderType: role },
  ]),
  'pastes what is far too long': flooding(100, ({ conversationId, role }) => [
    'send_message',
    { conversationId, content: 'x'.repeat(200_000), senderType: role },
  ]),
  'joins and leaves': flooding(400, ({ conversationId, userId, role }) =>
    Math.random() < 0.5
      ? ['leave_conversation', { conversationId }]
      : ['join_conversation', { conversationId, userId, userType: role }],
  ),
  'types without a pause': flooding(500, ({ conversationId, userId, role }) => [
    'typing_start',
    { conversationId, userId, userType: role },
  ]),
  'connects with a credential that is none': async ({ url }, done) => {
    const port = Number(new URL(url).port);
    for (;;) {
      const socket = await RawSocket.open({ port }, { bare: true }).catch(() => undefined);
      if (socket === undefined) await pause(50);
      while (socket?.isOpen === true) {
        for (let n = 0; n < 60; n += 1) socket.send(`40/chat,${JSON.stringify({ token: `none ${n}` })}`);
        done('sent');
        await pause(20);
      }
      done('cut');
    }
  },
  'guesses passwords from everywhere': (foothold, done) =>
    keepAsking(40, async (n) => {
      const reply = await fetch(`${foothold.api}/auth/login`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'X-Forwarded-For': `10.9.${Math.floor(n / 250) % 250}.${n % 250}`,
        },
        body: JSON.stringify({ email: `nobody-${n}@example.org`, password: `guess ${n} of many` }),
      });
      return reply.status;
    })(foothold, done),
  'offers without a pause while it rings': offering('call:incoming'),
  'comes and goes with a good credential': (foothold, done) =>
    keepAsking(20, async () => {
      const socket = io(`${foothold.url}/chat`, {
        transports: ['websocket'],
        auth: { token: foothold.token },
        forceNew: true,
        reconnection: false,
      });
      const outcome = await new Promise<string>((resolve) => {
        socket.once('connect', () => resolve('in'));
        socket.once('connect_error', (error: Error & { data?: { code?: string } }) =>
          resolve(error.data?.code ?? 'broken'),
        );
      });
      socket.disconnect();
      if (outcome !== 'in') await pause(20);
      return outcome;
    })(foothold, done),
  // Not right after the one before: the same two people would still be in that call.
  'offers without a pause in a running call': offering('call:accepted'),
} as const satisfies Record<string, Attack>;

export type AttackName = keyof typeof ATTACKS;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// Run as a process of its own, so that its work is not taken for the server's.
const [, script, name, foothold] = process.argv;
if (script === import.meta.filename && name !== undefined && foothold !== undefined) {
  const counts: Record<string, number> = {};
  process.once('SIGTERM', () => {
    process.stdout.write(JSON.stringify(counts), () => process.exit(0));
  });
  await ATTACKS[name as AttackName](JSON.parse(foothold), (what) => {
    counts[what] = (counts[what] ?? 0) + 1;
  });
}
