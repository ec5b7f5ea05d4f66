import { lookup } from 'node:dns/promises';
import type { Patient } from './check.ts';
import { bad, type Finding, good, leftOut } from './finding.ts';

type Resolve = (host: string) => Promise<unknown>;

/** That keys are a pair the settings have seen. Nothing is sent: whether the names of the push services are found must do. */
export async function lookAtPush(
  { config }: Pick<Patient, 'config'>,
  resolve: Resolve = lookup,
): Promise<readonly Finding[]> {
  const { push } = config;
  if (push === undefined)
    return [leftOut('VAPID_PUBLIC_KEY is not set: no device is reached while the app is closed')];
  const keys = push.keys === undefined ? 'keys are made once and kept in DATA_DIR' : 'keys are a pair';
  // What stands for any name has none of its own that could be asked for.
  const hosts = push.hosts.filter((host) => !host.startsWith('*.'));
  return [good(`${keys}; push services write to ${push.subject}`), ...(await Promise.all(hosts.map(judge)))];

  async function judge(host: string): Promise<Finding> {
    return resolve(host).then(
      () => good(`${host} is found`),
      () =>
        bad(
          `${host} is not found by its name, so devices that it serves are not reached`,
          'Let the server ask a name server and connect to that host on port 443, or take it out of PUSH_HOSTS.',
        ),
    );
  }
}
