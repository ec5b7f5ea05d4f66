import { afterAll, beforeAll } from 'vitest';
import { startTestServer, type TestServer } from '../../../../apps/server/test/support/test-server.ts';

/** The server of a test file; it is there from the first test to the last. */
export interface Here {
  readonly server: TestServer;
}

/** Starts a server for this test file, and closes it afterwards; to be called at the top of the file. */
export function serverHere(env: Record<string, string> = {}): Here {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(env);
  });
  afterAll(() => server.close());
  return {
    get server() {
      return server;
    },
  };
}
