import { StopSignal } from './operations/stop-signal.ts';

const OLDEST_NODE = [20, 19] as const;

// Before anything else is loaded, which takes a while: until it serves there is nothing to bring to an end.
const stop = new StopSignal(() => process.exit(0));

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(
    `This is Node ${process.versions.node}: the server needs Node ${OLDEST_NODE.join('.')} or newer.\n`,
  );
  process.exit(1);
}

const { serve } = await import('./serve.ts').catch((thrown: unknown) => {
  const { code } = thrown as { code?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw thrown;
  process.stderr.write(
    'A part of the server is missing. Run `npm ci`, then `npm start`; or unpack its archive anew.\n',
  );
  process.exit(1);
});
await serve(stop);
