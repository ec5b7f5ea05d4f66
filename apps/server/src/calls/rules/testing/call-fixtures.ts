import type { Answer, Candidate, Offer } from '@jiggy-care/protocol';
import type { Effect } from '../call-effects.ts';
import type { CallEvent } from '../call-event.ts';
import type { CallRecord, Device } from '../call-record.ts';
import { decide } from '../decide.ts';
import { newCall } from '../new-call.ts';

/** Ada calls Ben. Each has two devices; which of them announced `auth.client` is up to the test. */
export const ADA = '00000000-0000-4000-8000-00000000000a';
export const BEN = '00000000-0000-4000-8000-00000000000b';
export const CONVERSATION = '00000000-0000-4000-8000-0000000000c0';
const CALL = '00000000-0000-4000-8000-0000000000ca';

export const T0 = 1_800_000_000_000;
export const TIMES = { reconnectGraceMs: 30_000 };
export const RING_MS = 45_000;

export function device(socketId: string, more: Partial<Device> = {}): Device {
  return {
    userId: socketId.startsWith('ada') ? ADA : BEN,
    socketId,
    deviceId: null,
    queuesCandidates: false,
    ...more,
  };
}

export const ada1 = device('ada1');
export const ada2 = device('ada2');
export const ben1 = device('ben1');
export const ben2 = device('ben2');

/** Just placed by `ada1`, or by the given device of Ada's. */
export function ringing(by: Device = ada1): CallRecord {
  const request = { by, toUserId: BEN, conversationId: CONVERSATION, callType: 'video' as const };
  const circumstances = { id: CALL, now: T0, ringTimeoutMs: RING_MS, callerName: 'Ada' };
  return newCall(request, { ...circumstances, status: 'ringing' }).call;
}

/** Accepted by the given device of Ben's, a second after it was placed. */
export function active(caller: Device = ada1, callee: Device = ben1): CallRecord {
  return decide(ringing(caller), { kind: 'accept', by: callee }, T0 + 1_000, TIMES).call;
}

/** A call to which one event after the other happens, with everything that was told on the way. */
export class Story {
  readonly sent: string[] = [];
  effects: Effect[] = [];
  now = T0 + 5_000;

  constructor(public call: CallRecord) {}

  /** @returns what this event made the server tell, as `socket event` */
  on(event: CallEvent): string[] {
    const decision = decide(this.call, event, this.now, TIMES);
    this.call = decision.call;
    this.effects = [...decision.effects];
    const sent = decision.effects.map(spoken);
    this.sent.push(...sent);
    return sent;
  }

  wait(ms: number): this {
    this.now += ms;
    return this;
  }
}

/** An effect in words: who hears what, and why. */
export function spoken({ to, outgoing: { event, payload } }: Effect): string {
  const except = to.kind !== 'socket' && to.except !== undefined ? ` but ${to.except}` : '';
  const who =
    to.kind === 'socket'
      ? to.socketId
      : `${to.kind === 'plain' ? 'plain ' : ''}${to.userId === ADA ? 'ada*' : 'ben*'}${except}`;
  const reason = 'reason' in payload && payload.reason !== undefined ? ` (${payload.reason})` : '';
  const candidate =
    event === 'webrtc:ice-candidate'
      ? ` ${payload.candidate?.usernameFragment ?? payload.candidate?.candidate}`
      : '';
  return `${who} ${event}${reason}${candidate}`;
}

export function offerOf(...ufrags: string[]): Offer {
  return { type: 'offer', sdp: sdpOf(ufrags) };
}

export function answerOf(...ufrags: string[]): Answer {
  return { type: 'answer', sdp: sdpOf(ufrags) };
}

function sdpOf(ufrags: readonly string[]): string {
  const lines = ufrags.map((ufrag) => `m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=ice-ufrag:${ufrag}\r\n`);
  return `v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n${lines.join('')}`;
}

export function candidateOf(ufrag: string): Candidate {
  return {
    candidate: `candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host generation 0 ufrag ${ufrag} network-id 1`,
    sdpMid: '0',
    sdpMLineIndex: 0,
    usernameFragment: ufrag,
  };
}

export const END_OF_CANDIDATES: Candidate = { candidate: '', sdpMid: '0', sdpMLineIndex: 0 };
