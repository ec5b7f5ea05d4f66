import { z } from 'zod';

/** What a field of a route's input holds, as far as a test must know it to fill it wrongly. */
export type FieldKind = 'id' | 'ids' | 'choice' | 'flag' | 'integer' | 'time' | 'email' | 'secret' | 'text';

export interface RouteField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly isRequired: boolean;
  readonly isNullable: boolean;
  /** The first of the legal words, where there are some. */
  readonly choice: string | undefined;
}

interface Shape {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}

/** The fields of one part of a route's input, read from the schema that the server validates with. */
export function fieldsOf(schema: z.ZodType): RouteField[] {
  const document = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape & {
    readonly $defs?: Readonly<Record<string, Shape>>;
  };
  const resolve = (shape: Shape): Shape => {
    const name = shape.$ref?.split('/').at(-1);
    return name === undefined ? shape : (document.$defs?.[name] ?? shape);
  };
  const root = resolve(document);
  return Object.entries(root.properties ?? {}).map(([name, property]) => {
    const alternatives = (property.anyOf ?? [property]).map(resolve);
    const shape = alternatives.find(({ type }) => type !== 'null') ?? {};
    return {
      name,
      kind: kindOf(shape),
      isRequired: root.required?.includes(name) === true,
      isNullable: alternatives.some(({ type }) => type === 'null'),
      choice: shape.enum?.[0],
    };
  });
}

function kindOf({ type, format, enum: choices }: Shape): FieldKind {
  if (choices !== undefined) return 'choice';
  if (type === 'array') return 'ids';
  if (type === 'integer') return 'integer';
  if (type === 'boolean') return 'flag';
  if (format === 'uuid') return 'id';
  if (format === 'date-time') return 'time';
  if (format === 'email') return 'email';
  return format === 'password' ? 'secret' : 'text';
}
