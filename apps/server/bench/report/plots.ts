export interface Bar {
  readonly label: string;
  readonly value: number;
}

const WIDTH = 640;
const ROW = 28;
const LEFT = 170;
const RIGHT = 70;
const COLOURS: Readonly<Record<string, string>> = { relay: '#94a3b8', straightforward: '#f59e0b' };

/** Bars from the left, one line each, with their figures. */
export function bars(title: string, values: readonly Bar[], digits: number): string {
  const most = Math.max(...values.map(({ value }) => value));
  const height = 40 + values.length * ROW + 8;
  const lines = values.map(({ label, value }, index) => {
    const y = 40 + index * ROW;
    const width = Math.max(1, ((WIDTH - LEFT - RIGHT) * value) / most);
    return [
      `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end">${label}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="20" rx="3" fill="${COLOURS[label] ?? '#0f766e'}"/>`,
      `<text x="${(LEFT + width + 6).toFixed(1)}" y="${y + 15}">${value.toFixed(digits)}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" fill="#334155">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="24" font-size="15" font-weight="bold">${title}</text>`,
    ...lines,
    '</svg>\n',
  ].join('\n');
}
