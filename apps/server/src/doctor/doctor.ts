import { ConfigFault, loadConfig } from '../config/config.ts';
import { describeError } from '../operations/describe-error.ts';
import type { Check, Patient } from './check.ts';
import { CHECKS } from './checks.ts';
import { bad, type Finding, fromSentence } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Print = (line: string) => void;

const WIDTH = { name: 9, verdict: 9 };

/**
 * Looks at everything that the server will stand on, and prints a line for each thing: a verdict, what was seen, and
 * the cure. It changes nothing: no table is made, and what it writes to see whether one can write is undone.
 *
 * @param address where people reach the server, to see what arrives through the proxies
 * @param env     the settings; those of this process where none are given
 * @returns       whether nothing is bad
 */
export async function examine(print: Print, address?: URL, env?: Environment): Promise<boolean> {
  let patient: Patient;
  try {
    patient = { config: loadConfig(env), address };
  } catch (thrown) {
    if (!(thrown instanceof ConfigFault)) throw thrown;
    for (const fault of thrown.faults) tell(print, 'settings', fromSentence('bad', fault));
    print('\nThe rest is looked at when the settings can be read.');
    return false;
  }
  const found: Finding[] = [];
  for (const check of CHECKS) {
    for (const finding of await lookAt(check, patient)) {
      found.push(finding);
      tell(print, check.name, finding);
    }
  }
  const count = (verdict: Finding['verdict']) => found.filter((one) => one.verdict === verdict).length;
  print(
    `\n${count('good')} good, ${count('look')} to look at, ${count('bad')} bad, ${count('left out')} left out`,
  );
  return count('bad') === 0;
}

async function lookAt(check: Check, patient: Patient): Promise<readonly Finding[]> {
  try {
    return await check.look(patient);
  } catch (thrown) {
    const { type, code } = describeError(thrown) as { type: string; code?: string };
    return [bad(`could not be looked at: ${code ?? type}`, 'This was not foreseen: please report it.')];
  }
}

function tell(print: Print, name: string, { verdict, says, cure }: Finding): void {
  const shown = verdict === 'bad' ? 'BAD' : verdict;
  print(`${name.padEnd(WIDTH.name)} ${shown.padEnd(WIDTH.verdict)} ${says}`);
  if (cure !== undefined) print(`${' '.repeat(WIDTH.name + WIDTH.verdict + 2)}→ ${cure}`);
}
