import { CLIENT_EVENTS, queryInteger, ROUTES } from '@jiggy-care/protocol';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fieldFaults } from './field-faults.ts';

const schema = z.object({
  content: z.string().max(5).optional(),
  role: z.enum(['patient', 'consultant']).optional(),
  kind: z.literal('offer').optional(),
  ids: z.array(z.string()).min(1).max(2).optional(),
  count: z.int().max(9).optional(),
  size: z.number().optional(),
  yes: z.boolean().optional(),
  when: z.iso.datetime().optional(),
  mail: z.email().optional(),
  inside: z.object({ deep: z.string() }).optional(),
  either: z.union([z.string(), z.object({ name: z.string() })]).optional(),
  limit: queryInteger(1, 500).optional(),
});

function faultsOf(input: unknown) {
  const { error } = schema.safeParse(input);
  return error === undefined ? [] : fieldFaults(error, input);
}

test.each([
  [{ content: 7 }, 'content', 'must be text'],
  [{ content: null }, 'content', 'must be text'],
  [{ content: 'too long' }, 'content', 'must have at most 5 characters'],
  [{ role: 'nurse' }, 'role', 'must be one of "patient", "consultant"'],
  [{ kind: 'answer' }, 'kind', 'must be "offer"'],
  [{ ids: 'a' }, 'ids', 'must be a list'],
  [{ ids: [] }, 'ids', 'must not be empty'],
  [{ ids: ['a', 'b', 'c'] }, 'ids', 'must have at most 2 entries'],
  [{ ids: ['a', 7] }, 'ids.1', 'must be text'],
  [{ count: 1.5 }, 'count', 'must be a whole number'],
  [{ count: 10 }, 'count', 'must be at most 9'],
  [{ size: '1' }, 'size', 'must be a number'],
  [{ yes: 'true' }, 'yes', 'must be true or false'],
  [{ when: 'tomorrow' }, 'when', 'must be an instant such as 2026-01-14T14:30:00.000Z'],
  [{ mail: 'nobody' }, 'mail', 'must be an e-mail address'],
  [{ inside: [] }, 'inside', 'must be an object'],
  [{ inside: {} }, 'inside.deep', 'is required'],
  [{ either: 7 }, 'either', 'is not as documented'],
  [{ limit: '-1' }, 'limit', 'must be a whole number between 1 and 500'],
  [{ limit: '0' }, 'limit', 'must be a whole number between 1 and 500'],
  [{ limit: '1e20' }, 'limit', 'must be a whole number between 1 and 500'],
])('%j: %s %s', (input, path, message) => {
  expect(faultsOf(input)).toEqual([{ path, message }]);
});

const VALUES = [undefined, null, 7, -1, 1.5, '', 'x', 'x'.repeat(20_000), true, [], [null], {}, { a: 1 }];
const schemas = [
  ...Object.values(CLIENT_EVENTS).map(({ payload }) => payload),
  ...Object.values(ROUTES).flatMap(({ params, query, body }: Record<string, unknown>) => [
    params,
    query,
    body,
  ]),
].filter((each): each is z.ZodObject => each instanceof z.ZodObject);

test('no schema of the protocol speaks in the words of the validator, whatever comes', () => {
  expect(schemas.length).toBeGreaterThan(20);
  for (const each of schemas) {
    for (const value of VALUES) {
      const input = Object.fromEntries(Object.keys(each.shape).map((field) => [field, value]));
      const { error } = each.safeParse(input);
      for (const { message } of error === undefined ? [] : fieldFaults(error, input)) {
        expect(message).toMatch(/^[a-z]/);
        expect(message).not.toMatch(/expected|received|Invalid|Too (big|small)/);
      }
    }
  }
});
