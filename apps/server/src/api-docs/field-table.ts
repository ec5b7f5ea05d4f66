import { type Html, html, listed, prose } from './html.ts';
import { componentName, type JsonSchema, resolveComponent } from './schema-book.ts';

/** From this many values on, a list would hide the rest of the table. */
const MANY_VALUES = 12;

/** The fields of an object schema as a table: name, type, whether it must be there, meaning, limits. */
export function fieldTable(
  schema: JsonSchema,
  components: Record<string, JsonSchema>,
  caption: string,
): Html {
  const object = objectOf(schema, components);
  const fields = Object.entries(object?.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeOf(field, components),
    required: object?.required?.includes(name) ?? false,
    meaning: field.description ?? '',
    limits: limitsOf(field),
  }));
  // A column that would stay empty from top to bottom only takes room; these two come last for that.
  const hasMeanings = fields.some(({ meaning }) => meaning !== '');
  const hasLimits = fields.some(({ limits }) => limits !== '');
  const rows = fields.map(
    ({ name, type, required, meaning, limits }) => html`<tr>
<th scope="row"><code>${name}</code></th>
<td data-label="Type">${type}</td>
<td data-label="Required">${required ? 'yes' : html`<span class="faint">no</span>`}</td>
${hasMeanings && html`<td data-label="Meaning">${prose(meaning)}</td>\n`}${hasLimits && html`<td data-label="Limits">${limits}</td>\n`}</tr>
`,
  );
  return html`<table class="fields">
<caption>${caption}</caption>
<thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Required</th>${hasMeanings && html`<th scope="col">Meaning</th>`}${hasLimits && html`<th scope="col">Limits</th>`}</tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

/** The object behind a reference or beside a `null`; `undefined` for everything that has no fields. */
function objectOf(schema: JsonSchema, components: Record<string, JsonSchema>): JsonSchema | undefined {
  if (schema.$ref !== undefined) return objectOf(resolveComponent(components, schema.$ref), components);
  const branch = schema.anyOf?.find((one) => one.type !== 'null');
  if (branch !== undefined) return objectOf(branch, components);
  return schema.properties === undefined ? undefined : schema;
}

/** Names of the components whose fields a table of this schema only refers to, in order of appearance. */
export function shapesIn(schema: JsonSchema, components: Record<string, JsonSchema>): string[] {
  const fields = Object.values(objectOf(schema, components)?.properties ?? {});
  return fields.flatMap((field) => {
    const ref = [field, field.items, ...(field.anyOf ?? [])].find((one) => one?.$ref !== undefined)?.$ref;
    if (ref === undefined) return [];
    const inner = resolveComponent(components, ref);
    return objectOf(inner, components) === undefined
      ? []
      : [componentName(ref), ...shapesIn(inner, components)];
  });
}

function typeOf(schema: JsonSchema, components: Record<string, JsonSchema>): Html {
  if (schema.$ref !== undefined) return namedType(schema.$ref, components);
  if (schema.const !== undefined) return html`<code>${String(schema.const)}</code>`;
  if (schema.enum !== undefined) return oneOf(schema.enum);
  if (schema.anyOf !== undefined)
    return listed(
      schema.anyOf.map((one) => typeOf(one, components)),
      ' or ',
    );
  if (schema.items !== undefined) return html`list of ${typeOf(schema.items, components)}`;
  if (schema.properties !== undefined)
    return html`object with ${listed(
      Object.keys(schema.properties).map((name) => html`<code>${name}</code>`),
      ', ',
    )}`;
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type ?? 'any']).map((type) =>
    type === 'string' ? (FORMATS[schema.format ?? ''] ?? 'string') : type,
  );
  return html`${types.join(' or ')}`;
}

const FORMATS: Readonly<Record<string, string>> = { uuid: 'UUID', 'date-time': 'instant, ISO 8601' };

function namedType(ref: string, components: Record<string, JsonSchema>): Html {
  const name = componentName(ref);
  const target = resolveComponent(components, ref);
  if (target.enum === undefined) {
    const nullable = target.anyOf?.some((one) => one.type === 'null') ? ' or null' : '';
    return html`<a href="#shape-${name}">${name}</a>${nullable}`;
  }
  if (target.enum.length >= MANY_VALUES) return html`<a href="#codes">${name}</a>`;
  return oneOf(target.enum);
}

function oneOf(values: readonly unknown[]): Html {
  return listed(
    values.map((value) => html`<code>${String(value)}</code>`),
    ' ',
  );
}

function limitsOf(schema: JsonSchema): string {
  const range = (min: number | undefined, max: number | undefined, unit: string): string | undefined => {
    if (min === undefined && max === undefined) return undefined;
    const figures =
      min === undefined
        ? `at most ${figure(max)}`
        : max === undefined
          ? `at least ${min}`
          : `${min} to ${figure(max)}`;
    return `${figures}${unit}`;
  };
  const limits = [
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' entries'),
    range(schema.minimum, schema.maximum, ''),
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
  ];
  return limits.filter((limit) => limit !== undefined).join(', ');
}

function figure(value: number | undefined): string {
  return value === undefined ? '' : value.toLocaleString('en');
}
