import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppServer, SERVER_KEY } from '../support/operator.ts';
import { signUp, type TestPerson } from '../support/people.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let patient: TestPerson;
let consultant: TestPerson;

beforeAll(async () => {
  server = await startTestServer({ SERVER_KEYS: SERVER_KEY });
  patient = await signUp(server, 'patient');
  consultant = await signUp(server, 'consultant');
});
afterAll(() => server.close());

describe('preferences', () => {
  it('are what is usual for the role until somebody chooses', async () => {
    const usual = { language: null, timeZone: null, pushCalls: true, showNames: false, quietFrom: null };
    expect((await patient.ask('GET', '/auth/settings')).body).toMatchObject({ ...usual, mailUnread: true });
    expect((await consultant.ask('GET', '/auth/settings')).body).toMatchObject({
      ...usual,
      mailUnread: false,
    });
  });

  it('change where they are named, for their person alone, and stay so', async () => {
    const chosen = { language: 'de', timeZone: 'Asia/Kathmandu', quietFrom: '22:00', quietTo: '07:00' };
    const changed = await patient.ask('PATCH', '/auth/settings', chosen);
    expect(changed).toMatchObject({ status: 200, body: { ...chosen, pushMessages: true } });
    await patient.ask('PATCH', '/auth/settings', { mailUnread: false });
    await patient.ask('PATCH', '/auth/settings', { quietFrom: null, quietTo: null });
    expect((await patient.ask('GET', '/auth/settings')).body).toMatchObject({
      ...chosen,
      mailUnread: false,
      quietFrom: null,
      quietTo: null,
    });
    expect((await consultant.ask('GET', '/auth/settings')).body.language).toBeNull();
  });

  it.each([
    [{}],
    [{ language: 'xx' }],
    [{ timeZone: 'Mars/Olympus' }],
    [{ timeZone: '+02:00' }],
    [{ quietFrom: '22:00' }],
    [{ quietFrom: '22:00', quietTo: null }],
    [{ quietFrom: '24:00', quietTo: '07:00' }],
    [{ quietFrom: '07:00', quietTo: '07:00' }],
    [{ pushCalls: 'yes' }],
  ])('are not changed by %j', async (body) => {
    const before = (await patient.ask('GET', '/auth/settings')).body;
    expectRefusal(await patient.ask('PATCH', '/auth/settings', body), 400, 'validation_failed');
    expect((await patient.ask('GET', '/auth/settings')).body).toEqual(before);
  });

  it('go with the account', async () => {
    const gone = await signUp(server, 'patient');
    await gone.ask('PATCH', '/auth/settings', { timeZone: 'Pacific/Auckland' });
    await new AppServer(server).ask('DELETE', `/people/${gone.id}`);
    const { rows } = await server.database.pool.query('select 1 from preferences where user_id = $1', [
      gone.id,
    ]);
    expect(rows).toEqual([]);
  });
});
