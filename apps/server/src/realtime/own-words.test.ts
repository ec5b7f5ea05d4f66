import { readdirSync, readFileSync } from 'node:fs';
import { CLIENT_EVENTS, SERVER_EVENTS } from '@jiggy-care/protocol';
import { expect, test } from 'vitest';

const HERE = import.meta.dirname;
/** Handled or told by this very room: tokens that end, refusals, who is there. */
const OWN = ['auth:renew', 'auth:renewed', 'auth:expiring', 'error', 'presence'];

test('no file that carries events names one of the rooms above: what is particular to it stands in its row', () => {
  const foreign = [...Object.keys(CLIENT_EVENTS), ...Object.keys(SERVER_EVENTS)].filter(
    (name) => !OWN.includes(name),
  );
  const files = readdirSync(HERE).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const named = files.flatMap((file) => {
    const text = readFileSync(`${HERE}/${file}`, 'utf8');
    return foreign
      .filter((name) => new RegExp(`['"\`]${name}['"\`]`).test(text))
      .map((name) => `${file}: ${name}`);
  });
  expect(named).toEqual([]);
});
