import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLinks } from './links.ts';

const links = (text: string) => findLinks(text).flatMap((part) => (part.kind === 'link' ? [part.text] : []));

describe('links in a message', () => {
  it.each([
    ['Look at https://example.org/a?b=1#c now', ['https://example.org/a?b=1#c']],
    ['(https://example.org).', ['https://example.org']],
    ['https://en.wikipedia.org/wiki/Knee_(joint), please', ['https://en.wikipedia.org/wiki/Knee_(joint)']],
    ['HTTP://EXAMPLE.ORG/A', ['HTTP://EXAMPLE.ORG/A']],
    ['http://[::1]:3000/x and http://localhost:3000', ['http://[::1]:3000/x', 'http://localhost:3000']],
    ['"https://example.org"', ['https://example.org']],
    ['wordhttps://example.org', []],
    ['javascript:alert(1) data:text/html,x file:///etc/passwd ftp://example.org mailto:a@example.org', []],
    ['https://bank.example@evil.example/', []],
    ['https://user:word@example.org/', []],
    ['https:// and http://', []],
    ['example.org and www.example.org', []],
  ])('finds in %j', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it('shows a name in another alphabet as the network knows it', () => {
    expect(links('http://аpple.com/login')).toEqual(['http://xn--pple-43d.com/login']);
    expect(links('https://münchen.de')).toEqual(['https://xn--mnchen-3ya.de/']);
  });

  it('ends at marks that nobody sees, which could turn an address around', () => {
    expect(links('https://example.org/\u202Egnp.exe')).toEqual(['https://example.org/']);
    expect(links('https://exa\u200Bmple.org')).toEqual(['https://exa']);
  });

  it('loses and adds nothing of what was written, and leads to http and https only', () => {
    const piece = fc.constantFrom(
      'https://',
      'http://a.b',
      'javascript:',
      '@',
      '.',
      ')',
      ' ',
      'é',
      '\u202E',
      '<a>',
      '"',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const parts = findLinks(text);
        for (const part of parts) {
          if (part.kind === 'link') expect(part.href).toMatch(/^https?:\/\//);
          else expect(text).toContain(part.text);
        }
        if (parts.every(({ kind }) => kind === 'text')) {
          expect(parts.map((part) => part.text).join('')).toBe(text);
        }
      }),
    );
  });
});
