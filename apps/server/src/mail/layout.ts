import type { Language } from '@jiggy-care/protocol';
import type { Letter } from './letter.ts';

const WORDS: Readonly<Record<Language, { automatic: string; unsubscribe: string }>> = {
  en: {
    automatic: 'Jiggy Care has sent this automatically. Nobody reads replies to it.',
    unsubscribe: 'Send me no more of these',
  },
  de: {
    automatic: 'Jiggy Care hat das automatisch gesendet. Antworten darauf liest niemand.',
    unsubscribe: 'Solche E-Mails nicht mehr senden',
  },
};

/** The mail for those who read plain text. */
export function plainText({ language, paragraphs, action, note, unsubscribeUrl }: Letter): string {
  const words = WORDS[language];
  return `${[
    ...paragraphs,
    ...(action === undefined ? [] : [`${action.text}:\n${action.url}`]),
    '--',
    ...(note === undefined ? [] : [note]),
    words.automatic,
    ...(unsubscribeUrl === undefined ? [] : [`${words.unsubscribe}:\n${unsubscribeUrl}`]),
  ].join('\n\n')}\n`;
}

const COLOURS = { paper: '#f6f3ec', card: '#fffefb', ink: '#1d2b2a', soft: '#5a6665', accent: '#0f5c59' };
const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";

/** The same for those who read HTML: no picture, nothing from elsewhere, so that opening it tells nobody anything. */
export function html({ language, subject, paragraphs, action, note, unsubscribeUrl }: Letter): string {
  const words = WORDS[language];
  const small = `margin:0 0 8px;font-size:13px;line-height:1.5;color:${COLOURS.soft}`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px 12px;background:${COLOURS.paper};color:${COLOURS.ink};${FONT}">
<div style="max-width:520px;margin:0 auto;padding:28px;border-radius:16px;background:${COLOURS.card}">
<p style="margin:0 0 20px;font-weight:600;color:${COLOURS.accent}">Jiggy Care</p>
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${escaped(subject)}</h1>
${paragraphs.map((text) => `<p style="margin:0 0 16px;font-size:16px;line-height:1.5">${escaped(text)}</p>`).join('\n')}
${action === undefined ? '' : button(action)}
<hr style="margin:24px 0 16px;border:0;border-top:1px solid #dcd6c8">
${note === undefined ? '' : `<p style="${small}">${escaped(note)}</p>`}
<p style="${small}">${words.automatic}</p>
${unsubscribeUrl === undefined ? '' : `<p style="${small}"><a style="color:${COLOURS.soft}" href="${escaped(unsubscribeUrl)}">${words.unsubscribe}</a></p>`}
</div>
</body>
</html>
`;
}

function button({ text, url }: { readonly text: string; readonly url: string }): string {
  const look = `display:inline-block;padding:12px 20px;border-radius:12px;background:${COLOURS.accent};color:#fff;font-weight:600;text-decoration:none`;
  return `<p style="margin:0 0 16px"><a style="${look}" href="${escaped(url)}">${escaped(text)}</a></p>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
