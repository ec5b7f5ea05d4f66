import { afterEach, expect, it } from 'vitest';
import { ask } from '../support/api.ts';
import { AppServer, SERVER_KEY } from '../support/operator.ts';
import type { TestPerson } from '../support/people.ts';
import { pushStage } from '../support/push-stage.ts';
import { expectRefusal } from '../support/refusals.ts';

const stage = pushStage({ RATE_LIMITS: '1000', SERVER_KEYS: SERVER_KEY });
afterEach(() => stage.query('delete from jobs'));

const signIn = async ({ email, password }: TestPerson): Promise<string> =>
  (await ask(stage.server.api, 'POST', '/auth/login', { body: { email, password } })).body.accessToken;
const lapse = ({ id }: TestPerson) =>
  stage.query("update sessions set expires_at = now() - interval '1 day' where user_id = $1", [id]);
const stored = ({ id }: TestPerson) =>
  stage.query('select id from push_subscriptions where user_id = $1', [id]);

it('a device is tried at once, and its list says that it was reached', async () => {
  const browser = await stage.reachable();
  const { patient } = stage.pair;
  expect((await patient.ask('POST', '/push/test')).status).toBe(204);
  const { note } = await stage.service.brought(browser);
  expect(note).toMatchObject({ kind: 'test', title: 'Notifications work' });
  expect(await stage.devicesOf()).toMatchObject([{ current: true, lastOkAt: expect.any(String) }]);
});

it.each([404, 410])('a device of which its push service says %i is forgotten', async (status) => {
  await stage.reachable();
  stage.service.answer = () => status;
  expect((await stage.pair.patient.ask('POST', '/push/test')).status).toBe(409);
  expect(await stage.devicesOf()).toEqual([]);
});

it('a device that is refused ten times in a row is forgotten at the next', async () => {
  await stage.reachable();
  stage.service.answer = () => 403;
  for (let nth = 0; nth < 10; nth += 1) await stage.pair.patient.ask('POST', '/push/test');
  expect(await stage.devicesOf()).toHaveLength(1);
  await stage.pair.patient.ask('POST', '/push/test');
  expect(await stage.devicesOf()).toEqual([]);
});

it('a device whose key is none is refused, and keeps nothing from the others', async () => {
  const well = await stage.reachable();
  const { patient } = stage.pair;
  const { subscription } = stage.service.newBrowser();
  const p256dh = Buffer.from([4, ...Array(64).fill(1)]).toString('base64url');
  const body = { ...subscription, keys: { ...subscription.keys, p256dh } };
  const token = await signIn(patient);
  const askAs = (path: string, what?: object) => ask(stage.server.api, 'POST', path, { token, body: what });
  expect((await askAs('/push/subscriptions', body)).status).toBe(201);
  expectRefusal(await askAs('/push/test'), 409, 'push_failed');
  await stage.write();
  await stage.service.brought(well);
  await expect.poll(() => stage.query(`select id from jobs where kind like 'push.%'`)).toEqual([]);
  expect(stage.service.triesAt(well)).toBe(1);
});

it('a device is tried again after as long as its push service asks for, and by itself', async () => {
  const [busy, well] = [await stage.reachable(), await stage.reachable()];
  stage.service.answer = (endpoint, nth) =>
    endpoint === busy.endpoint && nth === 1 ? { status: 429, retryAfter: '120' } : 201;
  stage.holdTime();
  await stage.write();
  await stage.jobs(1);
  await stage.letTimePass();
  await stage.service.brought(well);
  await expect.poll(async () => (await stage.jobs(1))[0]?.dueInS).toBeGreaterThan(100);
  await stage.letTimePass();
  expect((await stage.service.brought(busy)).note.kind).toBe('message');
  expect(stage.service.triesAt(well)).toBe(1);
});

it('a device goes with its session, and the other stays', async () => {
  const first = await stage.reachable();
  const second = stage.service.newBrowser();
  const { patient } = stage.pair;
  const token = await signIn(patient);
  await ask(stage.server.api, 'POST', '/push/subscriptions', { token, body: second.subscription });
  expect((await stage.devicesOf()).map(({ current }) => current)).toEqual([false, true]);
  await patient.ask('POST', '/auth/logout');
  await stage.write();
  await stage.service.brought(second);
  expect(stage.service.triesAt(first)).toBe(0);
});

it('devices go with the old password, those of sessions that nobody has used for long too', async () => {
  const { patient } = stage.pair;
  await stage.reachable();
  await lapse(patient);
  const token = await signIn(patient);
  const body = { currentPassword: patient.password, newPassword: 'another pass phrase of theirs' };
  expect((await ask(stage.server.api, 'POST', '/auth/password', { token, body })).status).toBe(204);
  expect(await stored(patient)).toEqual([]);
});

it.each(['all', 'one'])(
  'devices go where an operator ends sessions that ran out, %s of them',
  async (which) => {
    const { patient } = stage.pair;
    await stage.reachable();
    await lapse(patient);
    const [session] = await stage.query('select id from sessions where user_id = $1', [patient.id]);
    const path = which === 'all' ? '' : `/${session?.id}`;
    const { status } = await new AppServer(stage.server).ask(
      'DELETE',
      `/people/${patient.id}/sessions${path}`,
    );
    expect(status).toBe(204);
    expect(await stored(patient)).toEqual([]);
  },
);

it('a device that was not used for long is told of something, and of nobody', async () => {
  const browser = await stage.reachable();
  await stage.pair.patient.ask('PATCH', '/auth/settings', { showNames: true });
  await lapse(stage.pair.patient);
  await stage.write();
  expect((await stage.service.brought(browser)).note.body).toBe('From your consultant');
});

it('a session that ends while a device is brought has none', async () => {
  const { patient } = stage.pair;
  const { subscription } = stage.service.newBrowser();
  expect((await patient.ask('GET', '/push/subscriptions')).status).toBe(200);
  // By another node: this one hears of it within a second.
  await stage.query('update sessions set ended_at = now() where user_id = $1', [patient.id]);
  expect((await patient.ask('POST', '/push/subscriptions', subscription)).status).toBe(401);
  expect(await stored(patient)).toEqual([]);
});

it('a device that another signs in with is theirs from then on', async () => {
  const { patient, consultant } = stage.pair;
  const { subscription } = await stage.reachable(patient);
  expect((await patient.ask('POST', '/push/test')).status).toBe(204);
  const [before] = (await patient.ask('GET', '/push/subscriptions')).body;
  const taken = await consultant.ask('POST', '/push/subscriptions', subscription);
  expect(taken).toMatchObject({ status: 201, body: { lastOkAt: null } });
  expect(Date.parse(taken.body.createdAt)).toBeGreaterThan(Date.parse(before.createdAt));
  expect(await stage.devicesOf(patient)).toEqual([]);
  expect(await stage.devicesOf(consultant)).toHaveLength(1);
});

it('a person has the newest twenty devices, and nobody else removes one', async () => {
  const { patient, consultant } = stage.pair;
  for (let nth = 0; nth < 21; nth += 1) await stage.reachable();
  const devices = await stage.devicesOf();
  expect(devices).toHaveLength(20);
  const path = `/push/subscriptions/${devices[0]?.id}`;
  expect((await consultant.ask('DELETE', path)).status).toBe(404);
  expect((await patient.ask('DELETE', path)).status).toBe(204);
  expect(await stage.devicesOf()).toHaveLength(19);
});

it.each([
  'https://push.example.org/x',
  'https://fcm.googleapis.com/x',
  'http://169.254.169.254/x',
  'http://localhost:5432/x',
  'https://127.0.0.1.example.org/x',
  'http://name@127.0.0.1/x',
])('an address of no push service that is known is refused: %s', async (endpoint) => {
  const { subscription } = stage.service.newBrowser();
  const body = { ...subscription, endpoint };
  const refused = await stage.pair.patient.ask('POST', '/push/subscriptions', body);
  expect([refused.status, refused.body.details[0].path]).toEqual([400, 'endpoint']);
  expect(refused.body.details[0].message).toContain('PUSH_HOSTS');
});
