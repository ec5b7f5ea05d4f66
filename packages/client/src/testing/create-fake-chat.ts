import { FakeCare } from './fake-care.ts';
import type { FakeChat } from './fake-chat.ts';

/**
 * A whole chat inside a test: real clients, and everything around them made up: server, network, cameras, time. No
 * socket is opened and no timer runs, so a test of hours takes milliseconds and ends the same way each time.
 */
export function createFakeChat(): FakeChat {
  return new FakeCare();
}
