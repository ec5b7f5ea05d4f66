import type { Store } from '@jiggy-care/client';
import { notifications } from '../preferences/notifications.ts';
import { createSetting } from '../preferences/setting.ts';
import { createValue } from '../preferences/value.ts';
import { canNotify, permission } from './browser-push.ts';

/** What somebody has done when it makes sense to ask whether they want to be told. */
export type Occasion = 'message' | 'booking' | 'call';

/** Whether it was asked in this browser, whatever the answer was. */
const asked = createSetting('notifications-asked', ['yes', 'no'], 'no');
const occasion = createValue<Occasion | undefined>(undefined);

/** On which occasion it is being asked just now. */
export const asking: Store<Occasion | undefined> = occasion;

/** Asks once in the life of a browser, where there is something to ask. */
export function askOn(now: Occasion): void {
  if (!canNotify || permission() !== 'default' || notifications.get() === 'on' || asked.get() === 'yes')
    return;
  occasion.set(now);
}

export function answered(): void {
  asked.set('yes');
  occasion.set(undefined);
}
