import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { linkIn, Mailbox } from '../../../apps/server/test/support/mailbox.ts';
import { makePair, signUp } from '../../../apps/server/test/support/people.ts';
import { startTestServer, type TestServer } from '../../../apps/server/test/support/test-server.ts';
import {
  askForLink,
  becomeAnother,
  chooseNewPassword,
  openOtherLink,
  tokenOfLink,
} from '../examples/guides/own-account.ts';
import { Clients } from './support/client.ts';

/* The example of the quick start, run as it stands, over a real mail server. */

let mailbox: Mailbox;
let server: TestServer;
const clients = new Clients({
  get server() {
    return server;
  },
});
beforeAll(async () => {
  mailbox = await Mailbox.open();
  server = await startTestServer(mailbox.settings);
});
afterEach(() => clients.closeAll());
afterAll(async () => {
  await server.close();
  await mailbox.close();
});

/** Of the mail with this subject, as the page of its link has it. */
async function tokenTo(address: string, subject: string): Promise<string> {
  const mails = () => mailbox.to(address).filter((mail) => mail.subject === subject);
  await expect.poll(() => mails().length).toBe(1);
  return tokenOfLink({ hash: `#token=${linkIn(mails()[0]).token}` });
}

test('somebody who has forgotten the password chooses another, and signs in with it', async () => {
  const { email } = await signUp(server, 'patient');
  const client = clients.make({ auth: { kind: 'session' } });
  await askForLink(client, email);
  const token = await tokenTo(email, 'Choose a new password');
  await chooseNewPassword(client, token, 'a pass phrase that is new');
  expect(await client.session.signIn({ email, password: 'a pass phrase that is new' })).toMatchObject({
    email,
  });
  await expect(client.session.resetPassword(token, 'another pass phrase')).rejects.toMatchObject({
    code: 'link_expired',
  });
});

test('somebody changes name and address, and the app shows the new ones', async () => {
  const person = await signUp(server, 'patient');
  const client = clients.make({ auth: { kind: 'session' } });
  const { session } = client;
  await session.signIn({ email: person.email, password: person.password });
  const email = `new-${person.email}`;
  await becomeAnother(client, email, person.password);
  expect(session.state.get().user?.name).toBe('Ada Lovelace');
  expect(await session.readEmail()).toMatchObject({ email: person.email, pending: email });
  await openOtherLink(client, await tokenTo(email, 'Please confirm your e-mail address'));
  expect(await session.readEmail()).toEqual({ email, verified: true, pending: null, changeable: true });
  await expect(session.sendVerification()).rejects.toMatchObject({ code: 'conflict' });
});

test('a new name reaches the open app of the other person, without a reload', async () => {
  const { patient, consultant, conversation } = await makePair(server);
  const [own, theirs] = [patient, consultant].map(() => clients.make({ auth: { kind: 'session' } }));
  if (own === undefined || theirs === undefined) throw new Error('there are two');
  await own.session.signIn({ email: patient.email, password: patient.password });
  await theirs.session.signIn({ email: consultant.email, password: consultant.password });
  theirs.connect();
  const opened = theirs.conversation(conversation.id);
  opened.open();
  await expect.poll(() => opened.details.get()?.other.name).toBe(patient.name);
  await own.session.rename('Ada Lovelace');
  await expect.poll(() => opened.details.get()?.other.name).toBe('Ada Lovelace');
  expect(theirs.inbox.state.get().entries.map(({ other }) => other.name)).toEqual(['Ada Lovelace']);
});
