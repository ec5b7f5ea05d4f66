import pg from 'pg';

type ReadText = (text: string) => unknown;

const { builtins } = pg.types;
const TIMESTAMP_ARRAY = 1115;
const DATE_ARRAY = 1182;
const TIMESTAMPTZ_ARRAY = 1185;
const INTERVAL_ARRAY = 1187;
const INT8_ARRAY = 1016;
const TEXT_ARRAY = 1009;

const readTextArray: ReadText = pg.types.getTypeParser(TEXT_ARRAY as number, 'text');

const readers = new Map<number, ReadText>([
  [builtins.TIMESTAMPTZ, readInstant],
  [TIMESTAMPTZ_ARRAY, arrayOf(readInstant)],
  [builtins.INT8, readWholeNumber],
  [INT8_ARRAY, arrayOf(readWholeNumber)],
  [builtins.TIMESTAMP, keepText],
  [TIMESTAMP_ARRAY, readTextArray],
  [builtins.DATE, keepText],
  [DATE_ARRAY, readTextArray],
  [builtins.INTERVAL, keepText],
  [INTERVAL_ARRAY, readTextArray],
]);

/**
 * How column values arrive, on both kinds of database and in every query:
 * `timestamptz` as `2026-01-14T14:30:00.000Z` (text, cut to milliseconds), `int8` (so
 * `count(*)` too) as a number, `timestamp`, `date`, `interval` and `numeric` as the text
 * that PostgreSQL prints, the rest as `pg` reads it. Arrays follow their elements.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (typeId: number, format?: string) =>
    (format !== 'binary' && readers.get(typeId)) || pg.types.getTypeParser(typeId, format as 'text'),
};

/** Cuts and joins text, because a `Date` per value costs more than reading the row does. */
function readInstant(text: string): string {
  if (text[10] !== ' ') return text; // infinity, or a year beyond 9999
  if (!text.endsWith('+00')) return new Date(text).toISOString(); // the session left UTC
  const milliseconds = `${text.slice(20, -3)}000`.slice(0, 3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
}

function readWholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('cannot read int8: it is beyond the safe integers');
  return value;
}

function keepText(text: string): string {
  return text;
}

function arrayOf(read: ReadText): ReadText {
  const readItem = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(readItem);
    return typeof item === 'string' ? read(item) : item;
  };
  return (text) => readItem(readTextArray(text));
}
