import { expect, test } from 'vitest';
import { makePair } from '../support/people.ts';
import { createDatabase, startTestServer } from '../support/test-server.ts';
import { ChatLoad, expectNothingLostOrDoubled, readHistory } from './chat-load.ts';

test('a server that stops under load answers what it has stored; what it has not answered is surely absent', async () => {
  const database = await createDatabase();
  const first = await startTestServer({}, database);
  const pairs = await Promise.all(Array.from({ length: 6 }, () => makePair(first)));
  const load = new ChatLoad(pairs, { urls: [first.url], retries: false });
  await load.progress(100);
  const stopping = load.stop();
  await first.close();
  await stopping;

  const second = await startTestServer({}, database);
  await expectNothingLostOrDoubled(second.api, pairs, load);
  const stored = (await Promise.all(pairs.map((pair) => readHistory(second.api, pair)))).flat();
  expect(stored).toHaveLength(load.acknowledged);
  await second.close();
  await database.remove();
});
