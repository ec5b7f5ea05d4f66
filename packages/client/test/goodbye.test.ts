import { afterEach, expect, test } from 'vitest';
import { makePair, type TestPerson } from '../../../apps/server/test/support/people.ts';
import { type CallPhase } from '../src/calls.ts';
import { createCalls } from '../src/create-calls.ts';
import { type ChatClient, type Store, standardPlatform, until } from '../src/index.ts';
import { FakeCallPlatform } from '../src/testing/fake-call-platform.ts';
import { FakeNet } from '../src/testing/fake-net.ts';
import { FakeNetwork } from '../src/testing/fake-platform.ts';
import { Clients } from './support/client.ts';
import { serverHere } from './support/server-here.ts';

const here = serverHere();
const clients = new Clients(here);
afterEach(() => clients.closeAll());

function sitDown({ token }: Pick<TestPerson, 'token'>, net: FakeNet) {
  const network = new FakeNetwork();
  const client = clients.make({
    auth: { kind: 'token', getToken: () => token },
    platform: standardPlatform({ network }),
  });
  client.connect();
  return { client, network, calls: createCalls(client, new FakeCallPlatform(net)) };
}

const online = (client: ChatClient) => until(client.connection, ({ status }) => status === 'connected');

/** Resolves when the call that is, or will be, current gets there. */
async function reaches({ current }: ReturnType<typeof createCalls>, phase: CallPhase) {
  const call = await until(current, (one) => one !== undefined);
  await until(call?.state as Store<{ phase: CallPhase }>, (state) => state.phase === phase);
  return call;
}

/** Two people, connected and in a call. */
async function inCall() {
  const net = new FakeNet();
  const pair = await makePair(here.server);
  const patient = sitDown(pair.patient, net);
  const consultant = sitDown(pair.consultant, net);
  await Promise.all([online(patient.client), online(consultant.client)]);
  patient.calls.place({
    conversationId: pair.conversation.id,
    type: 'video',
    other: { id: pair.consultant.id, name: 'Con' },
  });
  (await reaches(consultant.calls, 'incoming'))?.accept();
  const [theirs, ours] = await Promise.all([
    reaches(patient.calls, 'live'),
    reaches(consultant.calls, 'live'),
  ]);
  return { patient, consultant, theirs, ours };
}

test('a device that loses its network is waited for, and its call goes on when it is back', async () => {
  const { patient, theirs, ours } = await inCall();
  patient.network.goOffline();
  await until(patient.client.connection, ({ status }) => status === 'offline');
  patient.network.wake();
  await online(patient.client);
  // Whatever the other side was told because of the loss has arrived before this is.
  await theirs?.setCamera(false);
  await until(ours?.remote as Store<{ video: boolean }>, ({ video }) => !video);
  expect([theirs?.state.get().phase, ours?.state.get().phase]).toEqual(['live', 'live']);
});

test('a client that disconnects ends its call at once, on both sides', async () => {
  const { patient, consultant, theirs, ours } = await inCall();
  patient.client.disconnect();
  expect(theirs?.state.get().outcome).toEqual({ kind: 'hung-up', by: 'me' });
  await reaches(consultant.calls, 'ended');
  expect(ours?.state.get().outcome).toEqual({ kind: 'hung-up', by: 'other' });
});
