/**
 * Reads single settings and gathers what is wrong with them, so that a start that cannot work names every
 * fault at once. A value itself is never repeated in a fault: it may be a secret.
 */
export class SettingsReader {
  readonly faults: string[] = [];

  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

  fault(sentence: string): void {
    this.faults.push(sentence);
  }

  /** An empty variable counts as unset, as `VAR= npm start` means it. */
  text(name: string): string | undefined {
    const value = this.env[name]?.trim();
    return value === '' ? undefined : value;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.fault(`${name} must be one of ${choices.join(', ')}.`);
    return found ?? fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    return this.choice(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.fault(`${name} must be a whole number between ${min} and ${max}.`);
    return fallback;
  }

  optionalInteger(name: string, min: number, max: number): number | undefined {
    return this.text(name) === undefined ? undefined : this.integer(name, min, min, max);
  }

  url(name: string, protocols: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    this.fault(`${name} must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
    return undefined;
  }

  list(
    name: string,
    fallback: string,
    accepts: (item: string) => boolean,
    { cure, hint = () => '' }: { cure: string; hint?: (items: readonly string[]) => string },
  ): string[] {
    const items = (this.text(name) ?? fallback)
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    const wrong = items.flatMap((item, at) => (accepts(item) ? [] : [at + 1]));
    if (wrong.length > 0) {
      this.fault(
        `${name} holds something else than it should${places(wrong, items.length)}. ${hint(items)}${cure}`,
      );
    }
    return items;
  }

  /** `on`, `off` (undefined), or a factor. */
  rateLimits(name: string): number | undefined {
    const value = this.text(name) ?? 'on';
    if (value === 'on') return 1;
    if (value === 'off') return undefined;
    const factor = /^\d{1,7}(\.\d{1,3})?$/.test(value) ? Number(value) : 0;
    if (factor > 0) return factor;
    this.fault(`${name} must be on, off, or a number greater than 0 that multiplies every limit.`);
    return 1;
  }
}

/** Which parts of a list are wrong, counted from 1. */
function places(wrong: readonly number[], count: number): string {
  if (count === 1) return '';
  return ` in part${wrong.length === 1 ? '' : 's'} ${wrong.join(', ')} of ${count}`;
}
