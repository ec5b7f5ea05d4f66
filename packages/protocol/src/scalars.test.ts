import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codePoints, freeText, IsoTime, queryInteger, secret, singleLine, Uuid } from './scalars.ts';

const takes = (schema: { safeParse(input: unknown): { success: boolean } }, input: unknown) =>
  schema.safeParse(input).success;

describe('an identifier', () => {
  const ID = '7d9f6f5e-1111-4000-8000-00000000abcd';

  test('is any UUID of whatever version', () => {
    for (const id of [ID, '11111111-1111-1111-1111-111111111111', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) {
      expect(Uuid.parse(id)).toBe(id);
    }
  });

  test('in upper case is taken and lowered', () => {
    expect(Uuid.parse(ID.toUpperCase())).toBe(ID);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['empty', ''],
    ['a word of the document', 'abc-123'],
    ['the nil UUID', '00000000-0000-0000-0000-000000000000'],
    ['one in braces', `{${ID}}`],
    ['one without hyphens', ID.replaceAll('-', '')],
    ['one character more', `${ID}0`],
    ['one character less', ID.slice(1)],
    ['a line break at the end', `${ID}\n`],
    ['a blank before', ` ${ID}`],
    ['a letter that is no digit', ID.replace('7', 'g')],
    ['a URN', `urn:uuid:${ID}`],
    ['an array of one', [ID]],
    ['an operator', { $ne: null }],
    ['a number', 7],
    ['an injection', "' or 1=1 --"],
    ['full-width digits', ID.replace('7', '７')],
  ])('is not %s', (_, input) => {
    expect(takes(Uuid, input)).toBe(false);
  });
});

describe('free text', () => {
  const Text = freeText(10);

  test.each([
    ['as it comes, blanks and all', '  a\n\tb  '],
    ['markup', '<b>&amp;'],
    ['ten code points that are twenty units', '😀'.repeat(10)],
    ['a family of joined people', '👩‍👩‍👧‍👦'],
    ['combining marks', 'e\u0301'],
    ['text from the right', 'שלום \u202Eabc'],
  ])('is kept: %s', (_, text) => {
    expect(Text.parse(text)).toBe(text);
  });

  test.each([
    ['empty', ''],
    ['blank', ' \t\n'],
    ['blank in other scripts', '\u00A0\u3000\u2003'],
    ['one code point too long', 'x'.repeat(11)],
    ['one emoji too long', '😀'.repeat(11)],
    ['with a NUL', 'a\u0000b'],
    ['with half an emoji', 'a\uD83Db'],
    ['with the other half', '\uDE00'],
    ['with the halves the wrong way round', '\uDE00\uD83D'],
    ['no text', 7],
    ['an array', ['a']],
    ['an object', { toString: 1 }],
  ])('is refused: %s', (_, input) => {
    expect(takes(Text, input)).toBe(false);
  });

  test('is returned unchanged whenever it is taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const result = freeText(1_000).safeParse(text);
        if (result.success) expect(result.data).toBe(text);
      }),
    );
  });
});

describe('a single line', () => {
  test('is trimmed', () => {
    expect(singleLine(5).parse('  Ada ')).toBe('Ada');
  });

  test.each(['', '   ', 'a\nb', 'a\u0007', 'a\u0085', 'a\uD83D', 'abcdef'])('%j is none of five', (text) => {
    expect(takes(singleLine(5), text)).toBe(false);
  });
});

test('a secret counts code points and is not trimmed', () => {
  const Secret = secret(3, 5);
  expect(Secret.parse('  a')).toBe('  a');
  expect(Secret.parse('😀😀😀')).toBe('😀😀😀');
  for (const text of ['ab', '😀😀', 'abcdef', 'ab\uD83D', 123]) expect(takes(Secret, text)).toBe(false);
});

describe('a number in a query', () => {
  const Page = queryInteger(1, 500);

  test.each([
    ['1', 1],
    ['500', 500],
    ['007', 7],
  ])('%s is %i', (text, value) => {
    expect(Page.parse(text)).toBe(value);
  });

  test.each([
    ...['0', '501', '-1', '1.5', '1e2', '0x10', 'NaN', 'Infinity', '', ' 5', '5 ', '+5', '٥'],
    ...['9007199254740993', '1'.repeat(400), ['5'], 5, null],
  ])('%j is none from 1 to 500', (input) => {
    expect(takes(Page, input)).toBe(false);
  });
});

test('an instant has its date, its time and its offset', () => {
  for (const text of ['2026-01-14T14:30:00Z', '2026-01-14T14:30:00.123+02:00']) {
    expect(takes(IsoTime, text)).toBe(true);
  }
  for (const text of ['2026-01-14', '2026-01-14T14:30:00', 'yesterday', '2026-13-01T00:00:00Z', 7]) {
    expect(takes(IsoTime, text)).toBe(false);
  }
});

test('characters are counted as a reader counts them', () => {
  expect([codePoints(''), codePoints('abc'), codePoints('a😀b'), codePoints('é')]).toEqual([0, 3, 3, 1]);
});

test.each('200B 2060 200D 3164 2800 00AD FE0F E0041 180E 0301 115F FFA0 202E 034F'.split(' '))(
  'text of U+%s alone is blank',
  (hex) => {
    const text = String.fromCodePoint(Number.parseInt(hex, 16)).repeat(3);
    expect(takes(freeText(10), text)).toBe(false);
    expect(takes(singleLine(10), text)).toBe(false);
  },
);

describe('a name', () => {
  const Name = singleLine(100);
  test.each([
    'Ada Lovelace',
    'Zoë',
    'Zoe\u0308',
    "O'Brien-Smith, Jr.",
    'علی\u200Cرضا',
    'क\u094D\u200Dष',
    'ශ\u0DCA\u200Dරී',
    'നയന\u0D4D\u200D',
    '葛\u{E0100}城',
    '👩\u200D⚕\uFE0F Ada',
    'ᠮᠣᠩ\u180Bᠭᠣᠯ',
    'Nguyễn Thị',
    'שָׁלוֹם',
    'ஸ்ரீ',
    '李',
  ])('may be %s', (name) => {
    expect(Name.parse(name)).toBe(name);
  });

  test.each([
    ['a zero width space', '\u200B'],
    ['joiners alone', '\u2060\u200D'],
    ['a filler', '\u3164'],
    ['a Braille cell without dots', '\u2800'],
    ['an override in front', '\u202EDr. Ada'],
    ['an isolate inside', 'Ada\u2066x'],
    ['a mark of direction', 'Ada\u200F'],
    ['a line separator', 'Ada\u2028Eve'],
    ['a paragraph separator', 'Ada\u2029Eve'],
    ['a control of eight bits', 'Ada\u009B31m'],
    ['a soft hyphen', 'A\u00ADda'],
    ['a joiner where no script joins', 'A\u200Dda'],
    ['a zero width space between letters', 'A\u200Bda'],
    ['tags', 'Ada\u{E0041}'],
    ['a byte order mark', 'A\uFEFFda'],
    ['a hundred marks on a letter', `A${'\u0301'.repeat(100)}`],
  ])('has no %s', (_, name) => {
    expect(takes(Name, name)).toBe(false);
  });
});
