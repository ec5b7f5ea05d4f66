export { createFakeChat } from './create-fake-chat.ts';
export type { DeviceMood } from './fake-call-platform.ts';
export type { FakeChat, FakeChatServer, FakeDevice, FakeDeviceOptions, FakeMedia } from './fake-chat.ts';
