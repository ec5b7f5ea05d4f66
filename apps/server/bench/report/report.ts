import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { table } from './tables.ts';

const docs = fileURLToPath(new URL('../../../../docs/', import.meta.url));

/** What was measured, as it is printed while it comes, and written down at the end. */
export class Report {
  private readonly parts: string[] = [];
  private readonly pictures = new Map<string, string>();

  /** @param rows the cells of each line, the first of which names it */
  section(title: string, about: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
    const part = `## ${title}\n\n${about}\n\n${table(head, rows)}\n`;
    this.parts.push(part);
    process.stdout.write(`\n${part}`);
  }

  picture(file: string, alternative: string, svg: string): void {
    this.pictures.set(file, svg);
    this.parts.push(`![${alternative}](pictures/${file})\n`);
  }

  write(introduction: string): void {
    for (const [file, svg] of this.pictures) writeFileSync(`${docs}pictures/${file}`, svg);
    writeFileSync(`${docs}performance.md`, [introduction, ...this.parts].join('\n'));
  }
}

/** On what it was measured. */
export function machine(postgresVersion: string): string {
  const processors = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${processors[0]?.model.trim()}, ${gib} GiB, Node ${process.versions.node}, ${postgresVersion}`;
}
