import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { StartupError } from '../errors/startup-error.ts';
import { lockDataDirectory } from './data-directory.ts';
import { describeThisProcess } from './process-identity.ts';

const scratch = mkdtempSync(join(tmpdir(), 'jiggy-lock-'));
const children: ChildProcess[] = [];
let directory: string;

beforeEach(() => {
  directory = join(mkdtempSync(join(scratch, 'case-')), 'data');
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

/** Another process that tries for the lock when told to and keeps it; `outcome` is `held` or the refusal. */
async function startRival(): Promise<{ child: ChildProcess; go: () => void; outcome: Promise<string> }> {
  const script = `
    import { lockDataDirectory } from ${JSON.stringify(new URL('./data-directory.ts', import.meta.url).href)};
    console.log('ready');
    process.stdin.once('data', () => lockDataDirectory(${JSON.stringify(directory)})
      .then(() => console.log('held'), (error) => console.log(error.message)));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const nextLine = async (): Promise<string> => String((await once(child.stdout, 'data'))[0]).trim();
  expect(await nextLine()).toBe('ready');
  return { child, go: () => child.stdin.write('go'), outcome: nextLine() };
}

function newestLock(): string {
  const names = readdirSync(directory).sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]));
  return join(directory, names.at(-1) ?? '');
}

async function readRefusal(heartbeatMs?: number): Promise<string> {
  const refusal = await lockDataDirectory(directory, heartbeatMs).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StartupError);
  return (refusal as StartupError).message;
}

describe('the data directory', () => {
  it('is made for its owner only', async () => {
    const lock = await lockDataDirectory(directory);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(lock.path).toBe(directory);
    lock.release();
  });

  it('that cannot be made is refused with the cure', async () => {
    writeFileSync(join(scratch, 'file'), '');
    directory = join(scratch, 'file', 'data');
    expect(await readRefusal()).toContain('cannot make the data directory');
    expect(await readRefusal()).toContain('set DATA_DIR to one that can be written to');
  });

  it('serves one user at a time, also within one process', async () => {
    const lock = await lockDataDirectory(directory);
    expect(await readRefusal()).toContain(`${directory} is already in use by process ${process.pid};`);
    lock.release();
    (await lockDataDirectory(directory)).release();
  });

  it('is refused to a second process, which is told who holds it', async () => {
    const lock = await lockDataDirectory(directory);
    const rival = await startRival();
    rival.go();
    expect(await rival.outcome).toContain(`is already in use by process ${process.pid};`);
    lock.release();
  });

  it('is free again when its holder was killed', async () => {
    const rival = await startRival();
    rival.go();
    expect(await rival.outcome).toBe('held');
    expect(await readRefusal()).toContain(`process ${rival.child.pid};`);
    rival.child.kill('SIGKILL');
    await once(rival.child, 'exit');
    (await lockDataDirectory(directory)).release();
  });

  it('is free when the pid of its dead holder was given to another process', async () => {
    const lock = await lockDataDirectory(directory);
    const recycled = { ...describeThisProcess(), startTime: '1' };
    lock.release();
    writeFileSync(newestLock(), JSON.stringify(recycled));
    (await lockDataDirectory(directory)).release();
  });

  it.each([1, 2])('goes to exactly one of several that find a dead holder at once (round %i)', async () => {
    (await lockDataDirectory(directory)).release();
    writeFileSync(newestLock(), JSON.stringify({ ...describeThisProcess(), startTime: '1' }));
    const rivals = await Promise.all(Array.from({ length: 4 }, startRival));
    for (const rival of rivals) rival.go();
    const outcomes = await Promise.all(rivals.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(1);
    const winner = rivals[outcomes.indexOf('held')]?.child.pid;
    for (const outcome of outcomes.filter((each) => each !== 'held')) {
      expect(outcome).toContain(`is already in use by process ${winner};`);
    }
    for (const { child } of rivals) child.kill('SIGKILL');
  });

  it('held in another container is respected while that one gives signs of life, and then no longer', async () => {
    (await lockDataDirectory(directory)).release();
    const foreign = JSON.stringify({ pid: 1, startTime: '1', realm: 'another container' });
    writeFileSync(newestLock(), foreign);
    const heartbeat = setInterval(() => utimesSync(newestLock(), new Date(), new Date()), 20);
    expect(await readRefusal(20)).toContain('process 1;');
    clearInterval(heartbeat);
    const said: string[] = [];
    const log = {
      info: (facts: object, words: string) => void said.push(`${words} ${JSON.stringify(facts)}`),
    };
    (await lockDataDirectory(directory, 20, log)).release();
    expect(said).toEqual([
      expect.stringMatching(/^waiting whether the holder .* still lives \{"upToS":0\.\d+\}$/),
    ]);
  });

  it('shows signs of life to other containers while it is held', async () => {
    const lock = await lockDataDirectory(directory, 10);
    const file = newestLock();
    utimesSync(file, new Date(0), new Date(0));
    await expect.poll(() => statSync(file).mtimeMs).toBeGreaterThan(0);
    lock.release();
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('does not collect old locks', async () => {
    for (let round = 0; round < 5; round++) (await lockDataDirectory(directory)).release();
    expect(readdirSync(directory)).toEqual(['lock.4', 'lock.5']);
  });
});
