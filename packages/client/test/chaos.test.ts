import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestPerson } from '../../../apps/server/test/support/people.ts';
import { type Conversation, until } from '../src/index.ts';
import type { Message } from '../src/wire.ts';
import { inSync, openBoth } from './support/both.ts';
import { Clients } from './support/client.ts';
import { type Fate, FrameProxy } from './support/frame-proxy.ts';
import { serverHere } from './support/server-here.ts';
import { texts } from './support/texts.ts';

const here = serverHere();
const clients = new Clients(here);
let proxy: FrameProxy;

beforeAll(async () => {
  proxy = await FrameProxy.before(here.server.port);
});
afterEach(() => {
  clients.closeAll();
  proxy.judge = () => 'pass';
  proxy.blocksWebsockets = false;
  proxy.isDown = false;
});
afterAll(() => proxy.close());

const allSent = (conversation: Conversation, count: number) =>
  until(conversation.messages, ({ items }) => items.filter(({ id }) => id !== undefined).length === count);

async function history(person: TestPerson, conversationId: string): Promise<Message[]> {
  const { body } = await person.ask('GET', `/chat/conversations/${conversationId}/messages?limit=500`);
  return body.messages.toReversed();
}

function expectToShow(conversation: Conversation, stored: readonly Message[]) {
  const { items } = conversation.messages.get();
  expect(items.map(({ id, seq, content, isRead }) => ({ id, seq, content, isRead }))).toEqual(
    stored.map(({ id, seq, content, isRead }) => ({ id, seq, content, isRead })),
  );
}

/** The same chaos each time, so that a failure can be looked at. */
function makeChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a bad line between the patient and the server', () => {
  test('an acknowledgement that is lost does not double the message', async () => {
    const { pair, patient, atPatient, atConsultant } = await openBoth(clients, proxy.url);
    proxy.judge = (text, direction) => {
      const isNews = text.startsWith('43/chat,') || /"(message_sent|new_message)"/.test(text);
      return direction === 'to-client' && isNews ? 'drop' : 'pass';
    };
    atPatient.send('only once');
    await until(atConsultant.messages, ({ items }) => items.length === 1);
    proxy.cut();
    proxy.judge = () => 'pass';
    await allSent(atPatient, 1);
    await inSync(atPatient);
    expectToShow(atPatient, await history(pair.patient, pair.conversation.id));
    expect(patient.outbox.hasUnsent).toBe(false);
    expect(texts(atConsultant)).toEqual(['only once']);
  });

  test.each([1, 2, 3])(
    'after losses, doubles, delays and cuts all is there once, in order (%i)',
    async (seed) => {
      const { pair, atPatient, atConsultant } = await openBoth(clients, proxy.url);
      const chance = makeChance(seed);
      proxy.judge = (text): Fate => {
        if (!/^4[23]\/chat,/.test(text)) return 'pass';
        const roll = chance();
        if (text.startsWith('43') && roll < 0.15) return 'drop';
        if (roll < 0.3) return 'double';
        return roll < 0.5 ? { lateMs: Math.floor(chance() * 60) } : 'pass';
      };
      const lines = Array.from({ length: 30 }, (_, index) => index);
      for (const index of lines) {
        atPatient.send(`patient ${index}`);
        atConsultant.send(`consultant ${index}`);
        if (index % 7 === 3) proxy.cut();
        if (index % 3 === 0) atPatient.markRead(atPatient.messages.get().items.flatMap(({ id }) => id ?? []));
        await new Promise((resolve) => setTimeout(resolve, chance() * 60));
      }
      proxy.judge = () => 'pass';
      await Promise.all([allSent(atPatient, 60), allSent(atConsultant, 60)]);
      proxy.cut();
      await inSync(atPatient);
      const stored = await history(pair.patient, pair.conversation.id);
      expectToShow(atPatient, stored);
      expectToShow(atConsultant, stored);
      const fromPatient = texts(atPatient).filter((text) => text.startsWith('patient'));
      expect(fromPatient).toEqual(lines.map((index) => `patient ${index}`));
    },
  );

  test('what the other writes during a gap is there after it, however long', async () => {
    const { pair, patient, atPatient, atConsultant } = await openBoth(clients, proxy.url);
    proxy.isDown = true;
    proxy.cut();
    await until(patient.connection, ({ status }) => status === 'reconnecting');
    atPatient.send('written in the gap');
    for (let index = 0; index < 120; index += 1) atConsultant.send(`missed ${index}`);
    await allSent(atConsultant, 120);
    expect(texts(atPatient)).toEqual(['written in the gap']);
    proxy.isDown = false;
    await allSent(atPatient, 121);
    expectToShow(atPatient, await history(pair.patient, pair.conversation.id));
  });

  test('where websockets are blocked it goes on by polling', async () => {
    proxy.blocksWebsockets = true;
    const { patient, atPatient, atConsultant } = await openBoth(clients, proxy.url);
    expect(patient.connection.get()).toMatchObject({ status: 'connected', transport: 'socket' });
    atPatient.send('by polling');
    await until(atConsultant.messages, ({ items }) => items.length === 1);
  });
});
