import type { Running } from './arena.ts';
import { type BenchPair, type BenchPerson, tokenOf } from './people.ts';
import { type BenchSocket, WireSocket } from './wire-socket.ts';

/** Sockets of two people who are in the room of their conversation. */
export interface Joined {
  readonly pair: BenchPair;
  readonly patient: BenchSocket;
  readonly consultant: BenchSocket;
}

const AT_ONCE = 50;

/** How a person connects. */
export type Connect = (url: string, token: string) => Promise<BenchSocket>;

interface Ways {
  /** Where the consultants connect, where that is not where the patients do. */
  readonly consultantsUrl?: string | undefined;
  readonly connect?: Connect | undefined;
}

export async function enter(
  { url }: Pick<Running, 'url'>,
  pairs: readonly BenchPair[],
  { consultantsUrl = url, connect }: Ways = {},
): Promise<Joined[]> {
  return inLots(pairs, async (pair) => ({
    pair,
    patient: await join(url, pair.patient, pair.conversationId, connect),
    consultant: await join(consultantsUrl, pair.consultant, pair.conversationId, connect),
  }));
}

export function leave(joined: readonly Joined[]): void {
  for (const { patient, consultant } of joined) {
    patient.close();
    consultant.close();
  }
}

/** Signs in and enters the room. */
export async function join(
  url: string,
  person: BenchPerson,
  conversationId: string,
  connect: Connect = WireSocket.connect,
): Promise<BenchSocket> {
  const { id, role } = person;
  const socket = await connect(url, await tokenOf(person));
  const entered = socket.next('joined_conversation');
  socket.emit('join_conversation', { conversationId, userId: id, userType: role });
  await entered;
  return socket;
}

export async function inLots<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    done.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(act))));
  }
  return done;
}
