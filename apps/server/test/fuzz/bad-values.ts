import fc from 'fast-check';
import { z } from 'zod';

/** A word that is in every bad value that can hold one: it must not come back in an answer nor get into a log. */
export const CANARY = 'canary-91c7';

const UUID = '3f2c8f0e-6d3b-4f0a-9a59-0b6f8a4f7c11';

interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Something in the place of a value that should not be there. */
const badValue: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 53, '', '   ', '\n\t', [], {}),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom<unknown>(
      ['patient', CANARY],
      { $ne: null, [CANARY]: 1 },
      { $gt: '' },
      { toString: 1, valueOf: CANARY },
      { constructor: { prototype: { [CANARY]: true } } },
      JSON.parse(`{"__proto__": {"${CANARY}": true}}`),
      `${CANARY}\u0000`,
      `${CANARY}\ud800`,
      `\udc00${CANARY}`,
      `${UUID}\n`,
      `{${UUID}}`,
      `${UUID}0`,
      '00000000-0000-0000-0000-000000000000',
      [UUID],
      'NaN',
      '1e309',
      '0x10',
      `'; drop table messages; -- ${CANARY}`,
      `\${7*7}{{7*7}}<%= 7 %> ${CANARY}`,
      `../../../etc/passwd\r\nSet-Cookie: ${CANARY}`,
      `%s%n%d ${CANARY}`,
      `<script>alert('${CANARY}')</script>`,
      CANARY.repeat(2_000),
      nested(20),
      nested(400),
      Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`${CANARY}${index}`, index])),
      Array.from({ length: 3_000 }, () => CANARY),
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => `${CANARY}${text}`) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

function nested(depth: number): unknown {
  let value: unknown = CANARY;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Values of the shape that a schema of the protocol describes, with ids that belong to nobody. */
export function likeSchema(schema: z.ZodType): fc.Arbitrary<unknown> {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return fitting(root, root.$defs ?? {});
}

function fitting(schema: JsonSchema, named: NonNullable<JsonSchema['$defs']>): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return fitting(named[schema.$ref.split('/').at(-1) as string] ?? {}, named);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => fitting(choice, named)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      return fc.record(Object.fromEntries(properties.map(([name, part]) => [name, fitting(part, named)])), {
        requiredKeys: [...(schema.required ?? [])],
      });
    }
    case 'array':
      return fc.array(fitting(schema.items ?? {}, named), { minLength: 1, maxLength: 3 });
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: 1, max: 100 });
    case 'null':
      return fc.constant(null);
    default:
      if (schema.format === 'uuid') return fc.uuid();
      if (schema.format === 'date-time') return fc.constant('2027-01-14T14:30:00Z');
      if (schema.format === 'email') return fc.constant(`${CANARY}@example.org`);
      return fc.constant(`v=0 ${CANARY}`);
  }
}

/** The same value with one or more of its parts gone, replaced or added. */
export function spoilt(good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const mutation = fc.tuple(
    fc.constantFrom('drop', 'replace', 'replace', 'replace', 'add'),
    fc.nat(20),
    badValue,
  );
  return fc.oneof(
    { weight: 1, arbitrary: badValue },
    {
      weight: 5,
      arbitrary: fc
        .tuple(good, fc.array(mutation, { minLength: 1, maxLength: 3 }))
        .map(([value, mutations]) => {
          if (typeof value !== 'object' || value === null) return mutations[0]?.[2];
          const copy: Record<string, unknown> = { ...value };
          for (const [how, place, bad] of mutations) {
            const names = Object.keys(copy);
            const name = names[place % Math.max(1, names.length)] ?? 'x';
            if (how === 'drop') delete copy[name];
            else copy[how === 'add' ? `${CANARY}-${place}` : name] = bad;
          }
          return copy;
        }),
    },
  );
}
