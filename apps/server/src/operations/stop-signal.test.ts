import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';

/** A process that listens as the server does, then runs `body`. */
async function run(body: string): Promise<{ code: number | null; output: string }> {
  const script = `
    import { StopSignal } from ${JSON.stringify(new URL('./stop-signal.ts', import.meta.url).href)};
    const say = (words) => console.log(words);
    const stop = new StopSignal(() => { say('ended at once'); process.exit(0); });
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  return { code: code as number | null, output };
}
const kill = (signal: string) => `process.kill(process.pid, '${signal}');`;
const wait = 'setInterval(() => {}, 1_000);';

describe('a wish to stop', () => {
  test.each(['SIGTERM', 'SIGINT'])('%s while it starts ends the process with 0', async (signal) => {
    expect(await run(`${kill(signal)} ${wait}`)).toEqual({ code: 0, output: 'ended at once\n' });
  });

  test('while it serves is what serving has made of it, however often it is told', async () => {
    const body = `
      let times = 0;
      stop.endWith(() => { say('closing ' + ++times); setTimeout(() => { say('closed'); process.exit(0); }, 200); });
      ${kill('SIGTERM')} setTimeout(() => { ${kill('SIGTERM')} ${kill('SIGINT')} }, 20); ${wait}`;
    expect(await run(body)).toEqual({ code: 0, output: 'closing 1\nclosed\n' });
  });
});
