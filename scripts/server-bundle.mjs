// How the server becomes JavaScript: one place, read by the build and by `npm run dev`.
import { cpSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const serverOutput = join(root, 'apps/server/dist');

const source = join(root, 'apps/server/src');
export const serverMigrations = join(source, 'database/migrations');
/** What becomes a file of its own in `dist`; everything they share lies in chunks beside them. */
const entries = {
  main: join(source, 'main.ts'),
  admin: join(source, 'admin/main.ts'),
  worker: join(source, 'database/embedded/worker.ts'),
};

/**
 * Left to node_modules at run time, because they bring more than JavaScript (wasm, a native binary, web pages), or
 * because they are optional and not installed. What is used of the first is listed in `carried-packages.mjs`.
 */
const external = [
  /^@electric-sql\/pglite(\/|$)/,
  /^@node-rs\/argon2$/,
  /^swagger-ui-dist(\/|$)/,
  // asked for by pg, by ws, by pino, and by Nest for powers we do not use
  /^(pg-native|bufferutil|utf-8-validate|pino-pretty)$/,
  /^@nestjs\/microservices(\/|$)/,
  /^class-(validator|transformer)(\/|$)/,
  /^(@nestjs\/platform-fastify|@fastify\/.*|fastify|@as-integrations\/fastify)$/,
];

/** Rolldown's options for the server. Decorators and their metadata follow the root tsconfig.json. */
export const serverBundle = {
  cwd: root,
  input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  platform: 'node',
  tsconfig: join(root, 'tsconfig.json'),
  external,
  // Packages written for CommonJS ask for these; undefined, they would bring the process down when first used.
  transform: { define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' } },
  output: {
    dir: serverOutput,
    format: 'esm',
    sourcemap: true,
    // Flat, so that `new URL('./migrations', import.meta.url)` means the same in every chunk.
    chunkFileNames: '[name].js',
    // Logs and metrics show class names; without this a clash renames them.
    keepNames: true,
    // Without it `reflect-metadata` runs after the decorators that need it.
    strictExecutionOrder: true,
  },
  onLog(level, log, report) {
    if (log.code === 'UNRESOLVED_IMPORT') throw new Error(`cannot bundle the server: ${log.message}`);
    report(level, log);
  },
};

/** Puts beside the bundle what the server reads at run time and what is no module. */
export function copyServerFiles(output = serverOutput) {
  const playground = join(output, 'playground');
  cpSync(join(source, 'api-docs/playground'), playground, { recursive: true });
  cpSync(socketIoClient(), join(playground, 'socket.io.min.js'));
  cpSync(serverMigrations, join(output, 'migrations'), { recursive: true });
}

/** As the server of Socket.IO brings it along, so that the two always fit. */
function socketIoClient() {
  const fromServer = createRequire(join(root, 'apps/server/package.json'));
  return join(dirname(fromServer.resolve('socket.io/package.json')), 'client-dist/socket.io.min.js');
}
