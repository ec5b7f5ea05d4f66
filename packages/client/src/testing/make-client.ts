import { AssembledClient } from '../assembled-client.ts';
import type { Auth } from '../credentials/credentials.ts';
import type { Logger } from '../logger.ts';
import { type FakePlatform, fakePlatform } from './fake-platform.ts';
import { FakeServer, PATIENT, RECORD } from './fake-server.ts';

export interface Made {
  readonly server: FakeServer;
  readonly platform: FakePlatform;
  readonly client: AssembledClient;
}

/** A client of the patient before a server of its own, on a clock that the test turns. */
export function makeClient({
  server = new FakeServer(),
  auth = { kind: 'token', getToken: () => PATIENT.id } as Auth,
  own = {} as Partial<FakePlatform>,
  logger = undefined as Logger | undefined,
} = {}): Made {
  const platform = fakePlatform(server.http, own);
  const options = { url: 'http://server.test', auth, platform };
  const client = new AssembledClient(logger === undefined ? options : { ...options, logger }, server.open);
  return { server, platform, client };
}

/** The same, connected, with its conversation open and compared with the server. */
export async function openClient(options: Parameters<typeof makeClient>[0] = {}) {
  const made = makeClient(options);
  const { client, platform } = made;
  const disconnect = client.connect();
  const conversation = client.conversation(RECORD.id);
  const close = conversation.open();
  await platform.clock.pass(50);
  return { ...made, conversation, disconnect, close };
}

export function shown(conversation: ReturnType<AssembledClient['conversation']>): string[] {
  return conversation.messages.get().items.map(({ content, status }) => `${content}: ${status}`);
}
