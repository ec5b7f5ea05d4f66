import type { Config } from '../config/config.ts';
import type { Finding } from './finding.ts';

/** What is looked at: the settings, and where people reach the server. */
export interface Patient {
  readonly config: Config;
  /** The address in people's browsers, where the operator has named it. */
  readonly address: URL | undefined;
}

/** One thing that is looked at. What it throws is its own fault and told as such. */
export interface Check {
  readonly name: string;
  look(patient: Patient): Promise<readonly Finding[]>;
}
