import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { table } from './tables.ts';

const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));
const page = `${docs}performance.md`;

/** What was measured, as it is printed while it comes, and written down at the end. */
export class Report {
  /** By their titles. */
  private readonly sections = new Map<string, string>();
  private readonly pictures = new Map<string, string>();

  /** @param rows the cells of each line, the first of which names it */
  section(title: string, about: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
    const day = new Date().toISOString().slice(0, 10);
    const text = `## ${title}\n\n${about} Measured on ${day}.\n\n${table(head, rows)}\n`;
    this.sections.set(title, text);
    process.stdout.write(`\n${text}`);
  }

  /** Belongs to the section before it. */
  picture(file: string, alternative: string, svg: string): void {
    const [title, text] = [...this.sections].at(-1) ?? ['', ''];
    this.pictures.set(file, svg);
    this.sections.set(title, `${text}\n![${alternative}](pictures/${file})\n`);
  }

  /** What was not measured this time stays as it was. */
  write(introduction: string): void {
    for (const [file, svg] of this.pictures) writeFileSync(`${docs}pictures/${file}`, svg);
    const all = new Map([...sectionsOf(readFileSync(page, 'utf8')), ...this.sections]);
    writeFileSync(page, [introduction, ...all.values()].join('\n'));
  }
}

/** The sections of a page that was written before, by their titles. */
function sectionsOf(text: string): [string, string][] {
  return text
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => [section.slice(3, section.indexOf('\n')), `${section.trimEnd()}\n`]);
}

/** On what it was measured. */
export function machine(postgresVersion: string): string {
  const processors = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${processors[0]?.model.trim()}, ${gib} GiB, Node ${process.versions.node}, ${postgresVersion}`;
}
