import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { Clock } from '../../src/clock/clock.ts';
import { Jobs } from '../../src/jobs/jobs.ts';
import { ask, type Reply } from './api.ts';
import { makePair, type Pair, type TestPerson } from './people.ts';
import { type Browser, PushServiceDouble } from './push-service.ts';
import { Sockets, type TestSocket } from './sockets.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const PATIENCE_MS = 10_000;

/** A server and a push service for the tests of a file, and anew for each of them two people. */
export function pushStage(env: Record<string, string> = {}): PushStage {
  const stage = new PushStage();
  beforeAll(async () => {
    stage.service = await PushServiceDouble.open();
    stage.server = await startTestServer({ PUSH_HOSTS: '127.0.0.1', ...env });
    stage.sockets = new Sockets(stage.server);
  });
  beforeEach(async () => {
    stage.service.answer = () => 201;
    stage.pair = await makePair(stage.server);
  });
  afterEach(() => {
    stage.goOn();
    stage.sockets.closeAll();
  });
  afterAll(async () => {
    await stage.server.close();
    await stage.service.close();
  });
  return stage;
}

/** A patient whose app may be closed, and a consultant. */
class PushStage {
  service!: PushServiceDouble;
  server!: TestServer;
  sockets!: Sockets;
  pair!: Pair;

  /** A device of the person on which the app is closed. */
  async reachable(person: TestPerson = this.pair.patient): Promise<Browser> {
    const browser = this.service.newBrowser();
    const { status } = await person.ask('POST', '/push/subscriptions', browser.subscription);
    expect(status).toBe(201);
    return browser;
  }

  /** Something that the consultant writes. */
  // biome-ignore lint/suspicious/noExplicitAny: see ask
  write(content = 'Hello'): Promise<Reply<any>> {
    const { consultant, conversation } = this.pair;
    const { bookingId, consultantId, patientId } = conversation;
    const message = { bookingId, consultantId, patientId, senderType: 'consultant', content };
    return consultant.ask('POST', '/chat/messages', message);
  }

  /** The consultant calls. */
  async call(): Promise<{ caller: TestSocket; event: string; data: { callId: string; code?: string } }> {
    const { consultant, patient, conversation } = this.pair;
    const caller = await this.sockets.inside(consultant, conversation.id);
    const initiation = { toUserId: patient.id, conversationId: conversation.id, callType: 'video' };
    return { caller, ...(await caller.ask('call:initiate', initiation)) };
  }

  decline(callId: string, pushToken = 'x'): Promise<Reply<unknown>> {
    return ask(this.server.api, 'POST', `/chat/calls/${callId}/decline`, { body: { pushToken } });
  }

  async devicesOf(person: TestPerson = this.pair.patient): Promise<{ id: string; current: boolean }[]> {
    return (await person.ask('GET', '/push/subscriptions')).body;
  }

  query(statement: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return this.server.database.pool.query(statement, values).then(({ rows }) => rows);
  }

  /** The clock of the server stands still until time is let pass: what waits for its time waits however slow the machine is. */
  holdTime(): void {
    const clock = this.clock();
    const held = clock.now();
    clock.now = () => held;
  }

  /** What waits for its time is done now. */
  async letTimePass(): Promise<void> {
    this.goOn();
    await this.query(
      "update jobs set run_at = now() - interval '1 s' where state = 'waiting' and kind like 'push.%' and not is_running",
    );
    this.server.app.get(Jobs, { strict: false }).wake();
  }

  /** The clock goes on as it does. */
  goOn(): void {
    Reflect.deleteProperty(this.clock(), 'now');
  }

  private clock(): Clock {
    return this.server.app.get(Clock, { strict: false });
  }

  /** The jobs about these two that wait and are not being done; waits until there are so many. */
  async jobs(count: number): Promise<{ kind: string; dueInS: number }[]> {
    const find = () =>
      this.query(
        `select kind, extract(epoch from run_at - now())::int as "dueInS", is_running as "isRunning"
        from jobs where state = 'waiting' and kind like 'push.%' and (
          payload->>'conversationId' = $1
          or payload->>'callId' in (select id::text from calls where conversation_id = $1::uuid)
        )`,
        [this.pair.conversation.id],
      );
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(10)) {
      const jobs = await find();
      if (jobs.length === count && jobs.every(({ isRunning }) => isRunning === false))
        return jobs.map(({ kind, dueInS }) => ({ kind: String(kind), dueInS: Number(dueInS) }));
    }
    throw new Error(`there are not ${count} jobs about these two: ${JSON.stringify(await find())}`);
  }
}
