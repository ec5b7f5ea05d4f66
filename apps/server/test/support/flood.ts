import type { TestSocket } from './sockets.ts';

interface Flood {
  readonly done: number;
  // biome-ignore lint/suspicious/noExplicitAny: refusals as they come
  readonly refused: any[];
}

/** Sends the same event so many times in one breath. */
export async function flood(
  client: TestSocket,
  times: number,
  event: string,
  payload: object,
): Promise<Flood> {
  const replies = await Promise.all(Array.from({ length: times }, () => client.ask(event, payload)));
  const refused = replies.filter((reply) => reply.event === 'error').map(({ data }) => data);
  return { done: times - refused.length, refused };
}
