import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeSchemaBook } from './schema-book.ts';

const Plain = z.object({ text: z.string() }).meta({ id: 'Plain' });
const Filled = z.object({ size: z.int().default(3) }).meta({ id: 'Filled' });
const Outer = z.object({ filled: Filled, plain: Plain }).meta({ id: 'Outer' });

describe('a schema book', () => {
  it('names a schema once where both directions mean the same, and twice where they differ', () => {
    const book = writeSchemaBook({ sent: [Outer], received: [Outer] });
    expect(Object.keys(book.components)).toEqual(['Filled', 'FilledInput', 'Outer', 'OuterInput', 'Plain']);
    expect(book.schemaOf(Outer, 'input')).toEqual({ $ref: '#/components/schemas/OuterInput' });
    expect(book.schemaOf(Outer, 'output')).toEqual({ $ref: '#/components/schemas/Outer' });
    expect(book.components.OuterInput?.properties?.filled).toEqual({
      $ref: '#/components/schemas/FilledInput',
    });
    expect(book.components.FilledInput?.required).toBeUndefined();
    expect(book.components.Filled?.required).toEqual(['size']);
  });

  it('leaves a schema of one direction its plain name', () => {
    const book = writeSchemaBook({ sent: [Filled], received: [Plain] });
    expect(Object.keys(book.components)).toEqual(['Filled', 'Plain']);
  });

  it('refuses a name that the input variant of another would take', () => {
    const Taken = z.object({ other: z.string() }).meta({ id: 'FilledInput' });
    expect(() => writeSchemaBook({ sent: [Filled], received: [Filled, Taken] })).toThrow(
      'FilledInput is taken',
    );
  });

  it('leaves unknown fields to the reader and formats to their one word', () => {
    const Timed = z.object({ at: z.iso.datetime({ offset: true }), note: z.string().nullable() });
    const { schemaOf } = writeSchemaBook({ sent: [], received: [Timed] });
    expect(schemaOf(Timed, 'output')).toEqual({
      type: 'object',
      properties: { at: { type: 'string', format: 'date-time' }, note: { type: ['string', 'null'] } },
      required: ['at', 'note'],
    });
  });
});
