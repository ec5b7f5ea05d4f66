import { expect, it } from 'vitest';
import { SessionActivity } from './session-activity.ts';

it('asks once per second for a busy client', async () => {
  let asked = 0;
  const activity = new SessionActivity(async () => {
    asked += 1;
    return true;
  });
  await Promise.all([activity.isActive('s', 0), activity.isActive('s', 0), activity.isActive('s', 0)]);
  await activity.isActive('s', 999);
  expect(asked).toBe(1);
  await activity.isActive('s', 1_000);
  expect(asked).toBe(2);
});

it('does not trust what it knows when the clock was set back', async () => {
  const answers = [true, false];
  const activity = new SessionActivity(async () => answers.shift() ?? false);
  expect(await activity.isActive('s', 60_000)).toBe(true);
  expect(await activity.isActive('s', 0)).toBe(false);
});

it('knows an end on this node at once, even while the database is being asked', async () => {
  let answer: (isActive: boolean) => void = () => {};
  const activity = new SessionActivity(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const asked = activity.isActive('s', 0);
  activity.markEnded('s');
  answer(true);
  expect(await asked).toBe(false);
  expect(await activity.isActive('s', 1)).toBe(false);
});

it('asks again after the database failed', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve(true)];
  const activity = new SessionActivity(() => answers.shift() ?? Promise.resolve(false));
  await expect(activity.isActive('s', 0)).rejects.toThrow('away');
  expect(await activity.isActive('s', 0)).toBe(true);
});
