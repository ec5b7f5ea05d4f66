import { createSetting } from './setting.ts';

/** Whether this browser may tell of messages while nobody looks at the app; its own permission comes on top. */
export const notifications = createSetting('notifications', ['on', 'off'], 'off');
