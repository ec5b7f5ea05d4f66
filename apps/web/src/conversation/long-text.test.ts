import type { MessageItem } from '@jiggy-care/client';
import { describe, expect, it } from 'vitest';
import { claimsTitle } from '../people/claims-title.ts';
import { matchesName } from '../people/matches-name.ts';
import { excerpt } from '../ui/excerpt.ts';
import { initialsOf } from '../ui/initials.ts';
import { estimateHeight } from './estimate-height.ts';
import { isEmojiOnly } from './is-emoji-only.ts';
import { findLinks } from './links.ts';

const SHORT = 2_000;
const TIMES = 16;
/** Work that grows with the text takes 16 times as long here, work that grows with its square 256 times. */
const AT_MOST = 80;
/** Less than this cannot be told from the machine's own noise. */
const NOISE_US = 2_000;

/** What a stranger may write, over and over, and what may stand before it. */
const BEFORE = ['', 'https://a.example/', 'www.a.example/', 'a@', '+49'];
const PIECES = [
  'a',
  'ü',
  ' ',
  '\n',
  ')',
  ']',
  '(',
  '([',
  ')]',
  '.',
  '*~',
  '@',
  'a@',
  'a.',
  'a.b@',
  'http',
  'https://',
  'https://ü.',
  'https://a.b ',
  'www.',
  'www.a.',
  '1',
  '0 1-',
  '+49 ',
  '(0',
  'é'.normalize('NFD'),
  '\u0301',
  '🙂',
  '👩‍👩‍👧‍👦',
  '\u200D',
  '\uFE0F',
  '🇩🇪',
  '\uD800',
  'dr. ',
  'Ǆ',
];

const READERS: Record<string, (text: string) => unknown> = {
  'looking for links': findLinks,
  'looking for emoji': isEmojiOnly,
  'guessing the height': (content) =>
    estimateHeight(
      {
        kind: 'message',
        key: 'k',
        item: { content, status: 'sent' } as MessageItem,
        startsGroup: true,
        endsGroup: true,
      },
      360,
    ),
  'the two letters of a name': initialsOf,
  'a title in a name': claimsTitle,
  'searching in a name': (text) => matchesName(text, 'ada'),
  'searching for a text': (text) => matchesName('Ada Bello', text),
  'searching for a name in itself': (text) => matchesName(text, text),
  'the beginning of a text': (text) => excerpt(text, 200),
};

describe.each(Object.entries(READERS))('%s', (_name, read) => {
  it('takes no more than its share for a long text, whatever a stranger has written', () => {
    for (const before of BEFORE) {
      for (const piece of PIECES) {
        const textOf = (chars: number) =>
          `${before}${piece.repeat(Math.ceil(chars / piece.length))}`.slice(0, before.length + chars);
        const short = textOf(SHORT);
        const long = textOf(SHORT * TIMES);
        const limit =
          Math.max(
            workOf(() => read(short)),
            NOISE_US,
          ) * AT_MOST;
        // One good run is enough: what is slow by nature is slow every time.
        let work = workOf(() => read(long));
        for (let again = 0; again < 3 && work > limit; again += 1) work = workOf(() => read(long));
        expect(work, `${JSON.stringify(before)} and many ${JSON.stringify(piece)}`).toBeLessThanOrEqual(
          limit,
        );
      }
    }
  });
});

/** Time of the processor itself, in microseconds: a busy machine makes it no longer. */
function workOf(act: () => unknown): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
