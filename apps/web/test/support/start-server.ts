import { launchServer } from './launch-server.ts';

/** Starts the server of all tests; they find its port in the environment. */
// biome-ignore lint/style/noDefaultExport: Playwright takes a global setup by its default export
export default async function startServer(): Promise<() => Promise<void>> {
  const server = await launchServer();
  process.env.WEB_TEST_PORT = String(server.port);
  return server.close;
}
