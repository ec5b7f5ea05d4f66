import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, test as base, chromium, expect } from '@playwright/test';
import { type RealTurn, startTurn } from '../../../server/test/support/turn-server.ts';
import { CONSULTANT_MEDIA, type FakeMedia, fakeMediaFlags, PATIENT_MEDIA } from '../support/fake-media.ts';
import { launchServer } from '../support/launch-server.ts';
import { makePair } from '../support/people.ts';
import { type Caller, type Callers, enter, type Sides } from '../support/sides.ts';
import { HOME, type Host, Lab } from './lab.ts';

export { expect };

/** Who calls from where. */
export interface LabCaller extends Caller {
  readonly host: Host;
}

interface Fixtures {
  readonly meeting: Callers;
  readonly patient: LabCaller;
  readonly consultant: LabCaller;
}

/** The machines, with what runs on them for all tests of a file. */
interface Ground {
  readonly lab: Lab;
  readonly relay: RealTurn;
  readonly serverPort: number;
  /** Address of the app, as every machine knows it. */
  readonly app: string;
}

interface WorkerFixtures {
  readonly ground: Ground;
  readonly hosts: { readonly patient: Host; readonly consultant: Host };
  readonly sides: Sides;
}

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Two people, each with a browser on a machine of their own; server and relay on a third. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  ground: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      if (process.getuid?.() !== 0) throw new Error('cannot make networks: run this as root');
      const lab = new Lab();
      const relay = await startTurn({ address: HOME });
      const server = await launchServer({
        ...relay.env,
        HOST: '0.0.0.0',
        STUN_URLS: `stun:${HOME}:${relay.port}`,
      });
      await use({ lab, relay, serverPort: server.port, app: `http://${HOME}:${server.port}` });
      await server.close();
      await relay.stop();
      lab.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  hosts: [
    async ({ ground }, use) => {
      await use({ patient: ground.lab.addHost('patient'), consultant: ground.lab.addHost('consultant') });
    },
    { scope: 'worker' },
  ],
  sides: [
    async ({ ground, hosts }, use) => {
      const directory = mkdtempSync(join(tmpdir(), 'jiggy-media-'));
      const launch = (host: Host, media: FakeMedia): Promise<Browser> =>
        chromium.launch({
          executablePath: host.wrap(CHROMIUM),
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${HOME}`,
            // The lab has no certificates; without this a page of another machine may not use the camera.
            `--unsafely-treat-insecure-origin-as-secure=${ground.app}`,
            ...fakeMediaFlags(media, directory),
          ],
        });
      const [patient, consultant] = await Promise.all([
        launch(hosts.patient, PATIENT_MEDIA),
        launch(hosts.consultant, CONSULTANT_MEDIA),
      ]);
      await use({
        patient,
        consultant,
        close: async () => void (await Promise.all([patient.close(), consultant.close()])),
      });
      await Promise.all([patient.close(), consultant.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  meeting: async ({ ground, hosts, sides }, use) => {
    const pair = await makePair(undefined, `http://127.0.0.1:${ground.serverPort}`);
    const meeting = await enter(sides, pair, { app: ground.app });
    await use(meeting);
    await Promise.all([meeting.patient.context.close(), meeting.consultant.context.close()]);
    for (const host of [hosts.patient, hosts.consultant]) host.heal();
  },
  patient: async ({ meeting, hosts }, use) => use({ ...meeting.patient, host: hosts.patient }),
  consultant: async ({ meeting, hosts }, use) => use({ ...meeting.consultant, host: hosts.consultant }),
});
