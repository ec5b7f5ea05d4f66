import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Broadcast } from '../../../apps/server/src/realtime/broadcast.ts';
import type { ChatNamespace } from '../../../apps/server/src/realtime/chat-socket.ts';
import { ask } from '../../../apps/server/test/support/api.ts';
import { Issuer } from '../../../apps/server/test/support/issuer.ts';
import { AppServer, SERVER_KEY } from '../../../apps/server/test/support/operator.ts';
import { startTestServer, type TestServer } from '../../../apps/server/test/support/test-server.ts';
import { until } from '../src/index.ts';
import { openOne } from './support/both.ts';
import { Clients } from './support/client.ts';
import { texts } from './support/texts.ts';

/* `auth: {kind: 'token', getToken}` of an app with a login of its own: tokens of its server, and of an issuer. */

let issuer: Issuer;
let server: TestServer;
const clients = new Clients({
  get server() {
    return server;
  },
});
let app: AppServer;

beforeAll(async () => {
  issuer = await Issuer.start();
  server = await startTestServer({ ...issuer.env, SERVER_KEYS: SERVER_KEY });
  app = new AppServer(server);
});
afterEach(() => clients.closeAll());
afterAll(async () => {
  await server.close();
  await issuer.stop();
});

test('one with a token of the app’s server and one with a token of an issuer write to each other', async () => {
  const sub = randomUUID();
  const known = await app.keep('consultant');
  const consultant = clients.make({
    auth: { kind: 'token', getToken: async () => (await app.mint(known)).accessToken },
  });
  const patient = clients.make({ auth: { kind: 'token', getToken: () => issuer.sign({ sub }) } });
  patient.connect();
  const { user } = await until(patient.session.state, ({ status }) => status === 'signed-in');
  const ids = { consultantId: known.id, patientId: user?.id };
  const { body: booking } = await app.ask('POST', '/bookings', {
    ...ids,
    scheduledAt: '2090-03-01T10:00:00Z',
  });
  const { body: conversation } = await ask(server.api, 'POST', '/chat/conversations', {
    token: await issuer.sign({ sub }),
    body: { ...ids, bookingId: booking.id },
  });
  const [atPatient, atConsultant] = await Promise.all([
    openOne(patient, conversation.id),
    openOne(consultant, conversation.id),
  ]);
  atPatient.send('Good morning');
  await until(atConsultant.messages, () => texts(atConsultant).includes('Good morning'));
  atConsultant.send('Good morning to you');
  await until(atPatient.messages, () => texts(atPatient).includes('Good morning to you'));
});

test('a token that ends soon is renewed on the open socket with the next one', async () => {
  const sub = randomUUID();
  const asked: boolean[] = [];
  const client = clients.make({
    auth: {
      kind: 'token',
      getToken: ({ fresh }) => {
        asked.push(fresh);
        return issuer.sign({ sub, exp: fresh ? '10m' : '40s' });
      },
    },
  });
  client.connect();
  await until(client.connection, ({ status }) => status === 'connected');
  const { since } = client.connection.get();
  const { namespace } = server.app.get(Broadcast) as unknown as { namespace: ChatNamespace };
  const endOfSocket = () =>
    [...namespace.sockets.values()].find(
      ({ data }) => data.identity?.userId === client.session.state.get().user?.id,
    )?.data.tokenExpiresAt;
  await expect.poll(endOfSocket).toBeGreaterThan(Date.now() + 300_000);
  expect(asked).toContain(true);
  expect(client.connection.get()).toMatchObject({ status: 'connected', since });
});

test('a session that is ended brings the next token, and nobody has to sign in anew', async () => {
  const known = await app.keep('patient');
  let minted = 0;
  let unauthorized = 0;
  const client = clients.make({
    auth: {
      kind: 'token',
      getToken: async () => {
        minted += 1;
        return (await app.mint(known)).accessToken;
      },
      onUnauthorized: () => {
        unauthorized += 1;
      },
    },
  });
  client.connect();
  await until(client.connection, ({ status }) => status === 'connected');
  const before = minted;
  await app.ask('DELETE', `/people/${known.id}/sessions`);
  await until(client.connection, ({ status }) => status !== 'connected');
  await until(client.connection, ({ status }) => status === 'connected');
  expect(minted).toBeGreaterThan(before);
  expect(unauthorized).toBe(0);
});
