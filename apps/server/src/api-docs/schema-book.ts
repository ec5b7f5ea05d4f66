import { z } from 'zod';

/** As much of JSON Schema as the protocol's schemas come to; other keywords may be there as well. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: (string | number | boolean | null)[];
  const?: string | number | boolean | null;
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  [keyword: string]: unknown;
}

/** `input` is what clients write (defaults may be left out), `output` what they read (defaults are filled in). */
export type Direction = 'input' | 'output';

export interface SchemaBook {
  /** The schema as it stands in the document: named schemas as references to {@link SchemaBook.components}. */
  schemaOf(schema: z.ZodType, direction: Direction): JsonSchema;
  /** All named schemas, by name in alphabetical order. */
  readonly components: Record<string, JsonSchema>;
}

interface BookContents {
  readonly sent: readonly z.ZodType[];
  readonly received: readonly z.ZodType[];
}

const COMPONENTS = '#/components/schemas/';
const LOCAL_REF = /^#\/\$defs\/(.+)$/;

/**
 * Writes the zod schemas of both directions as JSON Schema 2020-12 with one set of named components. They keep
 * to the words that draft 7 has too, since that is what AsyncAPI 3.0 reads.
 *
 * A name that means the same in both directions stands once; where the two differ (a default makes a
 * field optional to write but sure to be read) the written one is called `<name>Input`.
 */
export function writeSchemaBook({ sent, received }: BookContents): SchemaBook {
  const named = { input: new Map<string, JsonSchema>(), output: new Map<string, JsonSchema>() };
  for (const schema of sent) collect(named.input, convert(schema, 'input').named);
  for (const schema of received) collect(named.output, convert(schema, 'output').named);

  const twoFaced = namesThatDiffer(named.input, named.output);
  const nameOf = (name: string, direction: Direction): string =>
    direction === 'input' && twoFaced.has(name) ? `${name}Input` : name;

  const components = new Map<string, JsonSchema>();
  for (const direction of ['input', 'output'] as const)
    for (const [name, schema] of named[direction]) {
      if (direction === 'input' && twoFaced.has(name) && named.output.has(`${name}Input`))
        throw new Error(`cannot name the input variant of ${name}: ${name}Input is taken`);
      components.set(nameOf(name, direction), pointToComponents(schema, direction, nameOf));
    }

  return {
    schemaOf: (schema, direction) => pointToComponents(convert(schema, direction).root, direction, nameOf),
    components: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Follows a reference into the named components. */
export function resolveComponent(components: Record<string, JsonSchema>, ref: string): JsonSchema {
  const schema = components[componentName(ref)];
  if (schema === undefined) throw new Error(`cannot resolve ${ref}: there is no such component`);
  return schema;
}

/** `Message` of `#/components/schemas/Message`. */
export function componentName(ref: string): string {
  return ref.slice(COMPONENTS.length);
}

interface Converted {
  readonly root: JsonSchema;
  readonly named: Record<string, JsonSchema>;
}

function convert(schema: z.ZodType, io: Direction): Converted {
  const whole = z.toJSONSchema(schema, { io, target: 'draft-2020-12', override: keepDefault }) as JsonSchema;
  const { $schema: _, $defs = {}, ...root } = whole;
  return { root: tidied(root), named: tidiedEach($defs as Record<string, JsonSchema>) };
}

/** For a scalar that is transformed zod leaves the default out of the input side. */
function keepDefault({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: object }): void {
  const meta = z.globalRegistry.get(zodSchema);
  if (meta?.default !== undefined) Object.assign(jsonSchema, { default: meta.default });
}

function tidied(schema: JsonSchema): JsonSchema {
  // A protocol schema takes a keyword back by setting it to undefined.
  const node = Object.fromEntries(
    Object.entries(schema).filter(([, value]) => value !== undefined),
  ) as JsonSchema;
  if (node.properties !== undefined) node.properties = tidiedEach(node.properties);
  if (node.items !== undefined) node.items = tidied(node.items);
  if (node.anyOf !== undefined) node.anyOf = node.anyOf.map(tidied);
  // Documented objects may grow fields; a client that refuses unknown ones would break on that.
  if (node.additionalProperties === false) delete node.additionalProperties;
  // The format says it in one word; zod's pattern for an instant is 300 characters.
  if (node.format !== undefined) delete node.pattern;
  // The default of a prefault is still the text that would be parsed.
  if (node.type === 'integer' && typeof node.default === 'string') node.default = Number(node.default);
  // zod says of every integer that JavaScript can hold it.
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  // `example` is OpenAPI 3.0; JSON Schema knows `examples`.
  if (node.example !== undefined) {
    node.examples = [node.example];
    delete node.example;
  }
  return nullAsType(node);
}

function tidiedEach(schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, tidied(schema)]));
}

/** `anyOf: [{type: 'string'}, {type: 'null'}]` reads better as `type: ['string', 'null']`. */
function nullAsType(node: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = node;
  const [plain, none] = anyOf ?? [];
  if (anyOf?.length !== 2 || none?.type !== 'null' || typeof plain?.type !== 'string') return node;
  if (plain.type === 'object' || plain.enum !== undefined || plain.const !== undefined) return node;
  return { ...plain, ...rest, type: [plain.type, 'null'] };
}

function collect(into: Map<string, JsonSchema>, named: Record<string, JsonSchema>): void {
  for (const [name, schema] of Object.entries(named)) into.set(name, schema);
}

/** A schema differs if its own words do, or if it refers to one that differs. */
function namesThatDiffer(input: Map<string, JsonSchema>, output: Map<string, JsonSchema>): Set<string> {
  const shared = [...input.keys()].filter((name) => output.has(name));
  const wordsOf = (schema: JsonSchema | undefined) => JSON.stringify(schema);
  const differing = new Set(shared.filter((name) => wordsOf(input.get(name)) !== wordsOf(output.get(name))));
  for (let before = -1; before !== differing.size; ) {
    before = differing.size;
    for (const name of shared)
      if (namesIn(input.get(name)).some((inner) => differing.has(inner))) differing.add(name);
  }
  return differing;
}

function namesIn(value: unknown): string[] {
  const text = JSON.stringify(value) ?? '';
  return [...text.matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name ?? '');
}

function pointToComponents(
  schema: JsonSchema,
  direction: Direction,
  nameOf: (name: string, direction: Direction) => string,
): JsonSchema {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const name = key === '$ref' && typeof inner === 'string' ? LOCAL_REF.exec(inner)?.[1] : undefined;
        return [key, name === undefined ? visit(inner) : COMPONENTS + nameOf(name, direction)];
      }),
    );
  };
  return visit(schema) as JsonSchema;
}
