import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.ts';

/** Nest's own words at start are of no use to an operator; its warnings and errors are. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(): void {}

  warn(message: unknown): void {
    this.target.warn({ framework: String(message) }, 'framework warning');
  }

  error(message: unknown): void {
    this.target.error({ framework: String(message) }, 'framework error');
  }
}
