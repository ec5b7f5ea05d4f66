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
    ['example.org and www.example.org', ['www.example.org']],
    ['(www.example.org/a).', ['www.example.org/a']],
    ['www. www.x www..de awww.example.org', []],
    ['www.bank.example@evil.example', []],
    ['Write to ada.bello+knee@mail.example.org.', ['ada.bello+knee@mail.example.org']],
    ['<ada@example.org>, (bob@example.org)', ['ada@example.org', 'bob@example.org']],
    ['a@b @example.org ada@example .a@b.org a..b@c.org ada@example.org@evil.org', []],
    ['Call +49 30 1234567 or 030 123 45-67.', ['+49 30 1234567', '030 123 45-67']],
    ['(030) 1234567, 0151/23456789', ['(030) 1234567', '0151/23456789']],
    ['on 01/02/2026, 01-02-2026, 03 04 26, 2026-11-28, 28.11.2026, 08:00-09:00', []],
    ['0.25 mg, 100 000 000, 1234567890, A0301234567, 030 1234567 890 1234567', []],
  ])('finds in %j', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it('leads a mail address and a number to the programs for them', () => {
    const hrefs = findLinks('www.a.de b@c.de +49 (0)30 1234567').flatMap((part) =>
      part.kind === 'link' ? [part.href] : [],
    );
    expect(hrefs).toEqual(['https://www.a.de/', 'mailto:b@c.de', 'tel:+49301234567']);
  });

  it('is never longer than anybody reads', () => {
    expect(links(`https://example.org/${'a'.repeat(2_028)}`)).toHaveLength(1);
    expect(links(`https://example.org/${'a'.repeat(2_029)}`)).toEqual([]);
    expect(links(`https://${'ü'.repeat(254)}.org`)).toEqual([]);
    expect(links(`https://a.example/${')'.repeat(9_980)}`)).toEqual(['https://a.example/']);
  });

  it('shows a name in another alphabet as the network knows it', () => {
    expect(links('http://аpple.com/login')).toEqual(['http://xn--pple-43d.com/login']);
    expect(links('https://münchen.de')).toEqual(['https://xn--mnchen-3ya.de/']);
  });

  it('ends at marks that nobody sees, which could turn an address around', () => {
    expect(links('https://example.org/\u202Egnp.exe')).toEqual(['https://example.org/']);
    expect(links('https://exa\u200Bmple.org')).toEqual(['https://exa']);
  });

  it('loses and adds nothing of what was written, and leads where a link of that kind may lead only', () => {
    const piece = fc.constantFrom(
      'https://',
      'http://a.b',
      'javascript:',
      '@',
      '.',
      ')',
      'www.',
      'x@y.org',
      '+49 30 1234567',
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
          if (part.kind === 'link')
            expect(part.href).toMatch(/^(https?:\/\/|mailto:[\w.+-]+@[\w.-]+$|tel:\+?\d+$)/);
          else expect(text).toContain(part.text);
        }
        if (parts.every(({ kind }) => kind === 'text')) {
          expect(parts.map((part) => part.text).join('')).toBe(text);
        }
      }),
    );
  });
});
