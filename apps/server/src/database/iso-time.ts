/**
 * PostgreSQL's text of a `timestamptz(3)` in a UTC session (`2026-01-14 14:30:00.5+00`) as the wire writes
 * it (`2026-01-14T14:30:00.500Z`). Text to text: a Date per row would cost more than the row.
 */
export function isoTime(text: string): string {
  if (text.endsWith('Z')) return text;
  if (!text.endsWith('+00')) return new Date(text).toISOString();
  const fraction = text.length > 22 ? text.slice(20, -3).padEnd(3, '0') : '000';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}
