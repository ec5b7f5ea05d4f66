import { lookAtAddress } from './address/address-check.ts';
import type { Check } from './check.ts';
import { lookAtClock } from './clock-check.ts';
import { lookAtDatabase } from './database-check.ts';
import { lookAtMail } from './mail-check.ts';
import { lookAtPush } from './push-check.ts';
import { lookAtRedis } from './redis-check.ts';
import { lookAtRelay } from './relay/relay-check.ts';
import { lookAtStun } from './relay/stun-check.ts';
import { lookAtSettings } from './settings-check.ts';

/** Everything that is looked at, in the order in which it is told. Another check is another line here. */
export const CHECKS: readonly Check[] = [
  { name: 'settings', look: lookAtSettings },
  { name: 'database', look: lookAtDatabase },
  { name: 'clock', look: lookAtClock },
  { name: 'redis', look: lookAtRedis },
  { name: 'push', look: lookAtPush },
  { name: 'mail', look: lookAtMail },
  { name: 'stun', look: lookAtStun },
  { name: 'relay', look: lookAtRelay },
  { name: 'address', look: lookAtAddress },
];
