import { makePair, type Pair } from '../../../../apps/server/test/support/people.ts';
import { type ChatClient, type Conversation, until } from '../../src/index.ts';
import type { Clients } from './client.ts';

export interface Both {
  readonly pair: Pair;
  readonly patient: ChatClient;
  readonly consultant: ChatClient;
  readonly atPatient: Conversation;
  readonly atConsultant: Conversation;
}

/** A patient and a consultant, connected, with their conversation open. @param url where the patient connects */
export async function openBoth(clients: Clients, url = clients.here.server.url): Promise<Both> {
  const pair = await makePair(clients.here.server);
  const patient = clients.as(pair.patient, {}, url);
  const consultant = clients.as(pair.consultant);
  const [atPatient, atConsultant] = await Promise.all([
    openOne(patient, pair.conversation.id),
    openOne(consultant, pair.conversation.id),
  ]);
  return { pair, patient, consultant, atPatient, atConsultant };
}

/** Connects, opens, and waits until it is compared with the server. */
export async function openOne(client: ChatClient, conversationId: string): Promise<Conversation> {
  client.connect();
  const conversation = client.conversation(conversationId);
  conversation.open();
  await inSync(conversation);
  return conversation;
}

export async function inSync({ messages }: Conversation): Promise<void> {
  await until(messages, ({ status, isStale }) => status === 'ready' && !isStale);
}
