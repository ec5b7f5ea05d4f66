import {
  bubble,
  expect,
  feed,
  HERE,
  inboxRow,
  openConversation,
  shownTexts,
  signIn,
  test,
  write,
} from './support/app.ts';
import { makePair, say } from './support/people.ts';

const CORPUS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<img src="https://evil.example/track.gif">',
  '<svg/onload=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '"><svg onload=alert(1)>',
  "';alert(1);//",
  '<a href="javascript:alert(1)">click me</a>',
  '<style>*{display:none}</style>',
  '<link rel=stylesheet href=https://evil.example/x.css>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<form action="https://evil.example"><input name=a></form>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '{{constructor.constructor("alert(1)")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant as text
  '${alert(1)}',
  '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#x3C;b&#x3E;',
  '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e',
  '__proto__ constructor toString',
  '\u202Egnirts desrever',
  'a\u200Bb\u2066c\u2069',
  '🧑🏽‍⚕️ ɐ ȧ ﷽ 𝒳',
];

const NOT_LINKS = [
  'javascript:alert(1)//http://x',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'https://bank.example@evil.example/',
  'file:///etc/passwd',
];

test('whatever is written is shown as it was written, and nothing of it runs, loads or leads astray', {
  tag: '@journey',
}, async ({ page }) => {
  const name = '<img src=x onerror=alert(2)> Bob';
  const pair = await makePair({ patient: 'Ada Bello', consultant: name });
  for (const text of [...CORPUS, ...NOT_LINKS]) await say(pair, pair.consultant, text);
  await signIn(page, pair.patient);
  await page.goto(HERE);
  await expect(inboxRow(page, name)).toContainText('file:///etc/passwd');
  await openConversation(page, pair.conversationId);
  await page.setViewportSize({ width: 1200, height: 4000 });
  await expect(bubble(page, 'file:///etc/passwd')).toBeVisible();
  await feed(page).evaluate((element) => element.scrollTo(0, 0));
  await expect.poll(() => shownTexts(page)).toEqual([...CORPUS, ...NOT_LINKS]);
  await expect(
    feed(page).locator('img, script, iframe, svg[onload], style, form, base, meta, link'),
  ).toHaveCount(0);
  // web addresses among it may be followed, and lead where they say
  for (const link of await feed(page).getByRole('link').all()) {
    const text = await link.textContent();
    expect(text).toMatch(/^https?:/);
    expect(text).not.toContain('@');
    expect(new URL(String(await link.getAttribute('href'))).href).toBe(new URL(String(text)).href);
  }
  await write(page, '<b>bold</b>');
  await expect(bubble(page, '<b>bold</b>')).toBeVisible();
});

test('links are plain http, open apart, and show where they really lead', async ({ page }) => {
  const pair = await makePair();
  await say(pair, pair.consultant, 'See https://example.org/a(b)c?x=1&y=2. Or http://аpple.com/login!');
  await signIn(page, pair.patient);
  await openConversation(page, pair.conversationId);
  const links = feed(page).getByRole('link');
  await expect(links).toHaveText(['https://example.org/a(b)c?x=1&y=2', 'http://xn--pple-43d.com/login']);
  for (const link of await links.all()) {
    await expect(link).toHaveAttribute('target', '_blank');
    await expect(link).toHaveAttribute('rel', /noopener noreferrer/);
  }
});
