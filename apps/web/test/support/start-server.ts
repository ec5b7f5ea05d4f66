import { launchServer } from './launch-server.ts';

/** Starts the server of all tests; they find its port in the environment. */
// biome-ignore lint/style/noDefaultExport: Playwright takes a global setup by its default export
export default async function startServer(): Promise<() => Promise<void>> {
  // Push services of tests are on this machine.
  const server = await launchServer({ PUSH_HOSTS: '127.0.0.1' });
  process.env.WEB_TEST_PORT = String(server.port);
  return server.close;
}
