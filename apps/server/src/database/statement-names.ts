import { createHash } from 'node:crypto';

/** A text that comes so often is worth its place in the memory of every session. */
const OFTEN = 8;
/** Texts that differ only in how many values they list are without number. */
const MAX_NAMED = 300;
const MAX_COUNTED = 2_000;

/**
 * Gives the statements that come again and again a name each, by which a session prepares them once: to plan one anew
 * costs the database more than to run it.
 *
 * @source https://www.postgresql.org/docs/current/sql-prepare.html
 */
export class StatementNames {
  private readonly names = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  private readonly distrusted = new Set<string>();

  /** @returns `undefined` while the text is not known to come often */
  nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    if (this.names.size >= MAX_NAMED || this.distrusted.has(text)) return undefined;
    const count = (this.counts.get(text) ?? 0) + 1;
    if (count < OFTEN) {
      if (this.counts.size >= MAX_COUNTED) this.counts.clear();
      this.counts.set(text, count);
      return undefined;
    }
    this.counts.delete(text);
    const name = `jiggy_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
    this.names.set(text, name);
    return name;
  }

  /** The prepared statement is of no use any more, because a table is not as it was. */
  distrust(text: string): void {
    if (this.names.delete(text)) this.distrusted.add(text);
  }
}
