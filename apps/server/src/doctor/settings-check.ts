import type { Patient } from './check.ts';
import { type Finding, fromSentence, good } from './finding.ts';

/** That they can be read has been seen before: the rest is what the server would warn of at its start. */
export async function lookAtSettings({ config }: Patient): Promise<readonly Finding[]> {
  return [
    good(`${config.environment}, Node ${process.versions.node}, ${process.platform} ${process.arch}`),
    ...config.warnings.map((warning) => fromSentence('look', warning)),
  ];
}
